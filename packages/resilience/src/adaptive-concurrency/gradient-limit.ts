import { checkOptions, number, optional } from "../options/check-options.js";
import type { LimitAlgorithm } from "./limit-algorithm.js";

export interface GradientLimitOptions {
  /** By how much latency may exceed the baseline before the limit falls, 1 to 10. Default 1.5. */
  readonly tolerance?: number;
  /** Calls that may wait within the service, 0 to 1,000: what the limit grows by. Default 4. */
  readonly queueSize?: number;
  /** How much of the way to the new limit one round goes, 0.01 to 1. Default 0.2. */
  readonly smoothing?: number;
}

const rules = {
  tolerance: optional(number(1, 10)),
  queueSize: optional(number(0, 1_000)),
  smoothing: optional(number(0.01, 1)),
};

/**
 * Lowers the limit in proportion to how much latency has grown, never by more than half a round. After Netflix's
 * concurrency-limits, `Gradient2Limit`:
 *
 *     gradient = max(0.5, min(1, tolerance x baseline / latency))
 *     limit    = limit x (1 - smoothing) + (limit x gradient + queueSize) x smoothing
 *
 * Steady where latency is about `tolerance` times the baseline.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example adaptiveConcurrency({ algorithm: gradientLimit({ tolerance: 2 }) })
 */
export function gradientLimit(options: GradientLimitOptions = {}): LimitAlgorithm {
  checkOptions("gradientLimit", options, rules);
  const { tolerance = 1.5, queueSize = 4, smoothing = 0.2 } = options;
  return ({ limit, latencyMs, baselineMs }) => {
    const gradient = Math.max(0.5, Math.min(1, (tolerance * baselineMs) / latencyMs));
    return limit * (1 - smoothing) + (limit * gradient + queueSize) * smoothing;
  };
}
