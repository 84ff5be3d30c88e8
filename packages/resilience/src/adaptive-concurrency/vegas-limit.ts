import { checkOptions, number, optional, refuseOptions } from "../options/check-options.js";
import type { LimitAlgorithm } from "./limit-algorithm.js";

export interface VegasLimitOptions {
  /** The limit grows while fewer calls than this times log10(limit) wait within the service, 0.1 to 100. Default 3. */
  readonly alpha?: number;
  /** It falls when more than this times log10(limit) do, 0.1 to 100. Default 6. */
  readonly beta?: number;
}

const rules = { alpha: optional(number(0.1, 100)), beta: optional(number(0.1, 100)) };

/**
 * Keeps a few calls waiting within the service, and no more. After TCP Vegas (Brakmo and Peterson, 1995) as in
 * Netflix's concurrency-limits, `VegasLimit`:
 *
 *     waiting = limit x (1 - baseline / latency)
 *     limit  += beta x step  while waiting is at most step, where step = max(1, log10(limit))
 *     limit  += step         while it is under alpha x step
 *     limit  -= step         while it is over beta x step
 *
 * Closer to the capacity than the gradient, and slower to follow a capacity that falls.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example adaptiveConcurrency({ algorithm: vegasLimit() })
 */
export function vegasLimit(options: VegasLimitOptions = {}): LimitAlgorithm {
  checkOptions("vegasLimit", options, rules);
  const { alpha = 3, beta = 6 } = options;
  if (beta < alpha) refuseOptions("vegasLimit", `beta must be at least alpha, ${alpha}`);
  return ({ limit, latencyMs, baselineMs }) => {
    const step = Math.max(1, Math.log10(limit));
    const waiting = limit * (1 - baselineMs / latencyMs);
    if (waiting <= step) return limit + beta * step;
    if (waiting < alpha * step) return limit + step;
    return waiting > beta * step ? limit - step : limit;
  };
}
