/** One state per key instead of one for all calls. */
export interface PerKey {
  /** How many keys are remembered; the longest unused goes first. Default 10,000. */
  readonly maxKeys?: number;
  /** Keys unused for this long are forgotten. Default 600,000 ms. */
  readonly idleMs?: number;
  /** The part of the call's key that counts: `(key) => key.slice(0, 2)` keeps one state per country. */
  readonly by?: (key: string) => string;
}
