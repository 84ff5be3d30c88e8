import { callable, checkKind, milliseconds, number, optional, refuseOptions } from "../options/check-options.js";

/**
 * How long to wait before retry 1, 2, ..; all in ms.
 * - `exponential` initial, initial x factor (default 2), initial x factor^2, .., at most `maxMs`;
 * - `linear` initial, initial + increment (default: initial), .., at most `maxMs`;
 * - `fibonacci` initial x 1, 1, 2, 3, 5, .., at most `maxMs`;
 * - `constant` always `delayMs`;
 * - a function of the retry's number, 1 for the first.
 */
export type Backoff =
  | { readonly kind: "exponential"; readonly initialMs: number; readonly maxMs: number; readonly factor?: number }
  | { readonly kind: "linear"; readonly initialMs: number; readonly maxMs: number; readonly incrementMs?: number }
  | { readonly kind: "fibonacci"; readonly initialMs: number; readonly maxMs: number }
  | { readonly kind: "constant"; readonly delayMs: number }
  | ((retry: number) => number);

/**
 * How a delay is spread, so that clients that failed together do not come back together:
 * `full` 0 to the delay, `equal` half to the whole delay, `decorrelated` initial to three times the delay before
 * (exponential backoff only), `none`. The spread holds at the cap too.
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated";

/** The delay before retry number `retry`, given the delay before it (0 before the first). */
export type DelayPlan = (retry: number, previousMs: number) => number;

const kinds = {
  exponential: { initialMs: milliseconds(0), maxMs: milliseconds(0), factor: optional(number(1, 1_000)) },
  linear: { initialMs: milliseconds(0), maxMs: milliseconds(0), incrementMs: optional(milliseconds(0)) },
  fibonacci: { initialMs: milliseconds(0), maxMs: milliseconds(0) },
  constant: { delayMs: milliseconds(0) },
};

function fibonacci(index: number): number {
  let [current, following] = [1, 1];
  for (let step = 1; step < index; step += 1) [current, following] = [following, current + following];
  return current;
}

function delayBefore(backoff: Backoff): (retry: number) => number {
  if (typeof backoff === "function") return (retry) => Math.max(0, backoff(retry) || 0);
  switch (backoff.kind) {
    case "exponential": {
      const { initialMs, maxMs, factor = 2 } = backoff;
      return (retry) => Math.min(maxMs, initialMs * factor ** (retry - 1));
    }
    case "linear": {
      const { initialMs, maxMs, incrementMs = initialMs } = backoff;
      return (retry) => Math.min(maxMs, initialMs + incrementMs * (retry - 1));
    }
    case "fibonacci": {
      const { initialMs, maxMs } = backoff;
      return (retry) => Math.min(maxMs, initialMs * fibonacci(retry));
    }
    case "constant": {
      const { delayMs } = backoff;
      return () => delayMs;
    }
  }
}

function checkBackoff(backoff: Backoff): void {
  if (callable(backoff) === undefined) return;
  const settings = backoff as Exclude<Backoff, (retry: number) => number>;
  checkKind("retry: backoff", settings, kinds);
  if ("maxMs" in settings && settings.maxMs < settings.initialMs) {
    refuseOptions("retry: backoff", `maxMs must be at least initialMs, ${settings.initialMs}, not ${settings.maxMs}`);
  }
}

/**
 * Puts backoff and jitter together. Jitter is taken of the capped delay: clients that all reached the cap must not come
 * back in step (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export function planDelays(backoff: Backoff, jitter: Jitter, random: () => number): DelayPlan {
  checkBackoff(backoff);
  const delay = delayBefore(backoff);
  switch (jitter) {
    case "none":
      return delay;
    case "full":
      return (retry) => random() * delay(retry);
    case "equal":
      return (retry) => (delay(retry) * (1 + random())) / 2;
    case "decorrelated": {
      if (typeof backoff === "function" || backoff.kind !== "exponential") {
        return refuseOptions("retry", "jitter decorrelated needs a backoff of kind exponential");
      }
      const { initialMs, maxMs } = backoff;
      return (_retry, previousMs) => {
        const most = Math.min(maxMs, Math.max(initialMs, previousMs) * 3);
        return initialMs + random() * (most - initialMs);
      };
    }
  }
}
