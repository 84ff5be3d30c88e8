import type { CallContext, CallOptions } from "../call/context.js";
import type { Clock } from "../clock/clock.js";
import type { Policy } from "../pipeline/policy.js";
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

/** A value with where it came from. */
export interface CacheAnswer<T> {
  readonly value: T;
  readonly source: "loaded" | "memory" | "store";
  /** Past its time to live. */
  readonly stale: boolean;
  /** It stands in for a load that failed. */
  readonly degraded: boolean;
  /** Since it was loaded. */
  readonly ageMs: number;
  /** Why the load failed, when `degraded`. */
  readonly error?: unknown;
}

/** A fresh value in memory. */
export interface CachedValue<T> {
  readonly value: T;
  /** When it was loaded, ms since 1970. */
  readonly storedAt: number;
}

export type Loader<T> = (context: CallContext) => T | Promise<T>;

/** How a waiter can leave a shared load. */
export type LoadOptions = Pick<CallOptions, "signal">;

export interface Cache<V = unknown> extends Policy {
  /** The cached value, or `loader`'s; callers of the same key share one load, its result and its failure. */
  getOrLoad<T extends V>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<T>;
  /** As `getOrLoad`, and says where the value came from and how old it is. */
  lookUp<T extends V>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<CacheAnswer<T>>;
  /** A fresh value in memory, synchronously: for hot paths. */
  peek<T extends V>(key: string): CachedValue<T> | undefined;
  /** Stores a value as if it had just been loaded. */
  set<T extends V>(key: string, value: T): void;
  /** Forgets a key in memory and in the store; a load in progress is not stored any more. */
  delete(key: string): void;
  /** Forgets all of memory; the store keeps what it has. */
  clear(): void;
  /** Resolves when everything written so far has reached the store. */
  flush(): Promise<void>;
  /** Entries in memory. */
  readonly size: number;
}

/** Keeps answers: fresh ones for their time to live, old ones for when the service is down. */
export function cache<V = unknown>(_options: CacheOptions<V>): Cache<V> {
  throw new Error("The cache is being built.");
}
