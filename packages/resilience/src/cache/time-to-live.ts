import { isResilienceError } from "../errors/resilience-error.js";
import type { CacheOptions } from "./cache-options.js";

/** How long to keep what a load brought, in ms; 0 is not at all. */
export interface TimeToLive {
  ofValue(value: unknown): number;
  ofError(error: unknown): number;
}

/** What a caller's function returned; NaN and less than nothing keep nothing. */
const usable = (ms: number): number => Math.max(0, ms || 0);

/** Refusals say nothing about the service; keeping one would outlast its cause. A timeout is the service's own. */
const isKeepable = (error: unknown): boolean => !isResilienceError(error) || error.code === "TIMEOUT";

export function timeToLive<V>(options: CacheOptions<V>, random: () => number): TimeToLive {
  const { ttlMs = 0, ttl, negativeTtlMs, errorTtlMs = 0, jitter = 0 } = options;
  const nominal = (value: V | null | undefined): number => {
    if (negativeTtlMs !== undefined && (value === undefined || value === null)) return negativeTtlMs;
    return ttl === undefined ? ttlMs : usable(ttl(value as V));
  };
  return {
    ofValue: (value) => nominal(value as V) * (jitter === 0 ? 1 : 1 - jitter * random()),
    ofError: (error) => {
      if (!isKeepable(error)) return 0;
      return typeof errorTtlMs === "number" ? errorTtlMs : usable(errorTtlMs(error));
    },
  };
}
