import type { Clock } from "../clock/clock.js";
import {
  callable,
  checkOptions,
  clock,
  either,
  having,
  integer,
  milliseconds,
  number,
  oneOf,
  optional,
  refuseOptions,
  text,
} from "../options/check-options.js";
import type { CacheStore } from "./store.js";

export interface CacheOptions<V = unknown> {
  /** Names the policy in events. Default `"cache"`. */
  readonly name?: string;
  /** How long a value is fresh; `Infinity` for ever. Either this or `ttl`. */
  readonly ttlMs?: number;
  /** The same by value; 0 does not cache it. */
  readonly ttl?: (value: V) => number;
  /** For `undefined` and `null`. Default: as every value. */
  readonly negativeTtlMs?: number;
  /** For how long an error answers instead of another load. Default 0: never. Refusals of this library but `TIMEOUT` are not kept. */
  readonly errorTtlMs?: number | ((error: unknown) => number);
  /** Share of the time to live, 0 to 1, that is cut off at random, so that values do not expire together. Default 0. */
  readonly jitter?: number;
  /** For how long after its expiry a value is still given at once, while one load refreshes it. Default 0. */
  readonly staleWhileRevalidateMs?: number;
  /** How old a value may be, since it was loaded, to stand in for a load that failed. Default 0: never. */
  readonly lastKnownGoodMs?: number;
  /** Entries in memory. Default 10,000. */
  readonly maxEntries?: number;
  /**
   * How a cached object is kept from being changed by a caller: `freeze` (default) freezes plain data deeply and hands
   * out copies of what can not be frozen (Date, Map, bytes); `none` trusts the callers.
   */
  readonly protect?: "freeze" | "none";
  readonly store?: CacheStore;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const forEver = (value: unknown) => (value === Number.POSITIVE_INFINITY ? undefined : "Infinity");

const rules = {
  name: optional(text),
  ttlMs: optional(either(milliseconds(0), forEver)),
  ttl: optional(callable),
  negativeTtlMs: optional(either(milliseconds(0), forEver)),
  errorTtlMs: optional(either(milliseconds(0), callable)),
  jitter: optional(number(0, 1)),
  staleWhileRevalidateMs: optional(milliseconds(0)),
  lastKnownGoodMs: optional(either(milliseconds(0), forEver)),
  maxEntries: optional(integer(1, 10_000_000)),
  protect: optional(oneOf("freeze", "none")),
  store: optional(having("get", "set", "delete")),
  clock: optional(clock),
  random: optional(callable),
};

/** @throws ResilienceError `INVALID_OPTION` */
export function checkCacheOptions(options: CacheOptions<never>): void {
  checkOptions("cache", options, rules);
  if ((options.ttlMs === undefined) === (options.ttl === undefined)) {
    refuseOptions("cache", "it needs ttlMs or ttl, and not both");
  }
}
