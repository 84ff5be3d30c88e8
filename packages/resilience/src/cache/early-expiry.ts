/** How early a value is refreshed, before it expires. */
export interface EarlyExpiry {
  /** Above 1 refreshes earlier, below 1 later; 1 is optimal for loads of exponentially distributed length. */
  readonly beta: number;
}

/** Ten load times (times beta) before its expiry, a caller refreshes with a probability of e^-10, 1 in 22,000. */
const reach = 10;

/** From when on it is worth drawing lots: before, a hit costs what it costs without early expiry. */
export const calmUntil = (freshUntil: number, loadMs: number, early: EarlyExpiry | undefined): number =>
  early === undefined ? freshUntil : freshUntil - reach * early.beta * loadMs;

/**
 * Whether this caller refreshes a value that is still fresh: the more likely, the nearer its expiry and the longer its
 * load takes, so that of many callers one is early and none finds it expired.
 *
 * Source: A. Vattani, F. Chierichetti, K. Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", Proceedings of
 * the VLDB Endowment 8 (8), 2015, figure 2 (XFetch).
 */
export const refreshesEarly = (
  now: number,
  { freshUntil, loadMs }: { readonly freshUntil: number; readonly loadMs: number },
  { beta }: EarlyExpiry,
  random: () => number,
): boolean => now - loadMs * beta * Math.log(random()) >= freshUntil;
