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
import type { EarlyExpiry } from "./early-expiry.js";
import type { CacheStore } from "./store.js";

export interface CacheOptions<V = unknown> {
  /** Names the policy in events. Default `"cache"`. */
  readonly name?: string;
  /**
   * How long a value is fresh; `Infinity` for ever. With 0 every call loads (in each process, also over a shared
   * store), and with `lastKnownGoodMs` a value is kept for when a load fails. Either this or `ttl`.
   */
  readonly ttlMs?: number;
  /** The same by value; 0 keeps nothing of it. */
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
  /** Refreshes a value a little before it expires, at random, so that nobody finds a hot one expired. Default: off. */
  readonly earlyExpiry?: EarlyExpiry;
  /** What a value is tagged with, for `deleteByTag`. With a `store` that has `deleteByTag` only. */
  readonly tags?: (key: string, value: V) => readonly string[];
  /** Entries in memory. Default 10,000. */
  readonly maxEntries?: number;
  /**
   * How a cached object is kept from being changed by a caller: `freeze` (default) freezes plain data deeply and hands
   * out copies of what can not be frozen (Date, Map, bytes); `none` trusts the callers.
   */
  readonly protect?: "freeze" | "none";
  /** Where values outlive the process, or are shared by several: one store for each cache. */
  readonly store?: CacheStore;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** What `reconfigure` can change; values that are held keep the times that they were given. */
export type CacheChanges<V = unknown> = Partial<Omit<CacheOptions<V>, "name" | "store" | "clock" | "random">>;

/** The settings in force, defaults filled in. */
export interface CacheSettings<V = unknown> {
  readonly name: string;
  readonly ttlMs: number | undefined;
  readonly ttl: ((value: V) => number) | undefined;
  readonly negativeTtlMs: number | undefined;
  readonly errorTtlMs: number | ((error: unknown) => number);
  readonly jitter: number;
  readonly staleWhileRevalidateMs: number;
  readonly lastKnownGoodMs: number;
  readonly earlyExpiry: EarlyExpiry | undefined;
  readonly tags: ((key: string, value: V) => readonly string[]) | undefined;
  readonly maxEntries: number;
  readonly protect: "freeze" | "none";
}

const forEver = (value: unknown) => (value === Number.POSITIVE_INFINITY ? undefined : "Infinity");

export const age = either(milliseconds(0), forEver);

export const rules = {
  name: optional(text),
  ttlMs: optional(age),
  ttl: optional(callable),
  negativeTtlMs: optional(age),
  errorTtlMs: optional(either(milliseconds(0), callable)),
  jitter: optional(number(0, 1)),
  staleWhileRevalidateMs: optional(milliseconds(0)),
  lastKnownGoodMs: optional(age),
  earlyExpiry: () => undefined,
  tags: optional(callable),
  maxEntries: optional(integer(1, 10_000_000)),
  protect: optional(oneOf("freeze", "none")),
  store: optional(having("get", "set", "delete")),
  clock: optional(clock),
  random: optional(callable),
};

const earlyRules = { beta: number(0.01, 100) };

/** @throws ResilienceError `INVALID_OPTION` */
export function readCacheSettings<V>(options: CacheOptions<V>): CacheSettings<V> {
  checkOptions("cache", options, rules);
  const { ttlMs, ttl, earlyExpiry, tags, store } = options;
  if ((ttlMs === undefined) === (ttl === undefined)) refuseOptions("cache", "it needs ttlMs or ttl, and not both");
  if (earlyExpiry !== undefined) checkOptions("cache: earlyExpiry", earlyExpiry, earlyRules);
  if (tags !== undefined && store !== undefined && store.deleteByTag === undefined) {
    refuseOptions("cache", "tags need a store with deleteByTag, or values that were deleted would come back from it");
  }
  return {
    name: options.name ?? "cache",
    ttlMs,
    ttl,
    negativeTtlMs: options.negativeTtlMs,
    errorTtlMs: options.errorTtlMs ?? 0,
    jitter: options.jitter ?? 0,
    staleWhileRevalidateMs: options.staleWhileRevalidateMs ?? 0,
    lastKnownGoodMs: options.lastKnownGoodMs ?? 0,
    earlyExpiry: earlyExpiry && Object.freeze({ ...earlyExpiry }),
    tags,
    maxEntries: options.maxEntries ?? 10_000,
    protect: options.protect ?? "freeze",
  };
}
