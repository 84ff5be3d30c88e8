import { isResilienceError } from "../errors/resilience-error.js";
import type { CacheSettings } from "./cache-options.js";

/** What a caller's function returned; NaN and less than nothing keep nothing. */
const usable = (ms: number): number | undefined => (ms > 0 ? ms : undefined);

function nominalLife(value: unknown, settings: CacheSettings): number | undefined {
  const { ttlMs, ttl, negativeTtlMs, lastKnownGoodMs } = settings;
  if (negativeTtlMs !== undefined && (value === undefined || value === null)) return usable(negativeTtlMs);
  if (ttl !== undefined) return usable(ttl(value));
  return ttlMs === 0 && lastKnownGoodMs > 0 ? 0 : usable(ttlMs ?? 0);
}

/** How long a value is fresh, in ms; `undefined`: it is not to be kept. */
export function lifeOfValue(value: unknown, settings: CacheSettings, random: () => number): number | undefined {
  const nominal = nominalLife(value, settings);
  if (nominal === undefined || settings.jitter === 0) return nominal;
  return nominal * (1 - settings.jitter * random());
}

/** Refusals say nothing about the service; keeping one would outlast its cause. A timeout is the service's own. */
const isKeepable = (error: unknown): boolean => !isResilienceError(error) || error.code === "TIMEOUT";

/** For how long an error answers instead of another load, in ms; 0 is not at all. */
export function lifeOfError(error: unknown, { errorTtlMs }: CacheSettings): number {
  if (!isKeepable(error)) return 0;
  return typeof errorTtlMs === "number" ? errorTtlMs : (usable(errorTtlMs(error)) ?? 0);
}
