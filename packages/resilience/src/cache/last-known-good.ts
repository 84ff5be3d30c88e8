import type { Work } from "../call/context.js";
import { checkOptions } from "../options/check-options.js";
import type { LoadOptions } from "./answer.js";
import { cache } from "./cache.js";
import { age, type CacheOptions, rules } from "./cache-options.js";

export interface LastKnownGoodOptions
  extends Pick<CacheOptions, "maxEntries" | "protect" | "store" | "clock" | "random"> {
  /** Names it in events. Default `"last-known-good"`. */
  readonly name?: string;
  /** How old a value may be, since it was loaded, to stand in for work that failed; `Infinity` for any age. */
  readonly maxAgeMs: number;
}

const { name, maxEntries, protect, store, clock, random } = rules;
const lastKnownGoodRules = { name, maxEntries, protect, store, clock, random, maxAgeMs: age };

/** A value and how good it is. */
export interface LastKnownGood<T> {
  readonly value: T;
  /** Since it was loaded: 0 when the work has just answered. */
  readonly ageMs: number;
  /** The work failed, and this is what it answered before. */
  readonly degraded: boolean;
  /** What the work failed with, when `degraded`. */
  readonly error?: unknown;
}

/**
 * Tries the work at every call, and answers with the last good value of the same key while it fails; calls of one key at
 * the same time share one run.
 *
 * @returns the work with a memory; it throws the work's own error when nothing good is known, or nothing young enough
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const latest = lastKnownGood(fetchRates, { maxAgeMs: 3_600_000 });
 * const { value, ageMs, degraded } = await latest("EUR", { signal });
 */
export function lastKnownGood<T>(
  work: Work<T>,
  options: LastKnownGoodOptions,
): (key?: string, call?: Pick<LoadOptions, "signal">) => Promise<LastKnownGood<T>> {
  checkOptions("lastKnownGood", options, lastKnownGoodRules);
  const { maxAgeMs, name = "last-known-good", ...rest } = options;
  const known = cache<T>({ ...rest, name, ttlMs: 0, lastKnownGoodMs: maxAgeMs });
  return async (key = "", call) => {
    const { value, ageMs, degraded, error } = await known.lookUp(key, work, call);
    return degraded ? { value, ageMs, degraded, error } : { value, ageMs, degraded };
  };
}
