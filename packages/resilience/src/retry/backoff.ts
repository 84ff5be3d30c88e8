import { checkOptions, milliseconds, number, optional, type Rule, refuseOptions } from "../options/check-options.js";

/** How long to wait before retry 1, 2, .., before jitter; see {@link exponentialBackoff}. */
export interface BackoffCurve {
  readonly kind: string;
  /** @param retry 1 for the first */
  delayMs(retry: number): number;
}

/** A curve, or a function of the retry's number, 1 for the first, that gives ms. */
export type Backoff = BackoffCurve | ((retry: number) => number);

/**
 * How a delay is spread, so that clients that failed together do not come back together:
 * `full` 0 to the delay, `equal` half to the whole delay, `decorrelated` initial to three times the delay before
 * (exponential backoff only), `none`. The spread holds at the cap too.
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated";

/** The delay before retry number `retry`, given the delay before it (0 before the first). */
export type DelayPlan = (retry: number, previousMs: number) => number;

/** All in ms. */
interface Bounds {
  readonly initialMs: number;
  /** No delay is longer. */
  readonly maxMs: number;
}

const bounds = { initialMs: milliseconds(0), maxMs: milliseconds(0) };

function curve<S extends Bounds>(
  kind: string,
  settings: S,
  more: Readonly<Record<string, Rule>>,
  growth: (retry: number) => number,
): BackoffCurve & Readonly<S> {
  const owner = `${kind}Backoff`;
  checkOptions(owner, settings, { ...bounds, ...more });
  const { initialMs, maxMs } = settings;
  if (maxMs < initialMs) refuseOptions(owner, `maxMs must be at least initialMs, ${initialMs}, not ${maxMs}`);
  return Object.freeze({ ...settings, kind, delayMs: (retry: number) => Math.min(maxMs, growth(retry)) });
}

/** initial, initial x factor (default 2), initial x factor^2, .., at most `maxMs`. */
export function exponentialBackoff(settings: Bounds & { readonly factor?: number }): BackoffCurve & Bounds {
  const { initialMs, factor = 2 } = settings;
  return curve(
    "exponential",
    settings,
    { factor: optional(number(1, 1_000)) },
    (retry) => initialMs * factor ** (retry - 1),
  );
}

/** initial, initial + increment (default: initial), .., at most `maxMs`. */
export function linearBackoff(settings: Bounds & { readonly incrementMs?: number }): BackoffCurve & Bounds {
  const { initialMs, incrementMs = initialMs } = settings;
  const more = { incrementMs: optional(milliseconds(0)) };
  return curve("linear", settings, more, (retry) => initialMs + incrementMs * (retry - 1));
}

/** initial x 1, 1, 2, 3, 5, .., at most `maxMs`. */
export function fibonacciBackoff(settings: Bounds): BackoffCurve & Bounds {
  return curve("fibonacci", settings, {}, (retry) => settings.initialMs * fibonacci(retry));
}

/** Always `everyMs`. */
export function constantBackoff(everyMs: number): BackoffCurve & { readonly everyMs: number } {
  checkOptions("constantBackoff", { everyMs }, { everyMs: milliseconds(0) });
  return Object.freeze({ kind: "constant", everyMs, delayMs: () => everyMs });
}

function fibonacci(index: number): number {
  let [current, following] = [1, 1];
  for (let step = 1; step < index; step += 1) [current, following] = [following, current + following];
  return current;
}

const isExponential = (backoff: Backoff): backoff is BackoffCurve & Bounds =>
  typeof backoff === "object" && backoff.kind === "exponential" && "initialMs" in backoff;

/**
 * Puts backoff and jitter together. Jitter is taken of the capped delay: clients that all reached the cap must not come
 * back in step (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export function planDelays(backoff: Backoff, jitter: Jitter, random: () => number): DelayPlan {
  if (jitter === "decorrelated") {
    if (!isExponential(backoff)) return refuseOptions("retry", "jitter decorrelated needs an exponentialBackoff");
    const { initialMs, maxMs } = backoff;
    return (_retry, previousMs) => {
      const most = Math.min(maxMs, Math.max(initialMs, previousMs) * 3);
      return initialMs + random() * (most - initialMs);
    };
  }
  const curve = typeof backoff === "function" ? backoff : (retry: number) => backoff.delayMs(retry);
  /** What a caller's function returned may be no time at all. */
  const delay = (retry: number) => Math.max(0, curve(retry) || 0);
  if (jitter === "none") return delay;
  if (jitter === "full") return (retry) => random() * delay(retry);
  return (retry) => (delay(retry) * (1 + random())) / 2;
}
