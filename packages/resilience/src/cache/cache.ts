import { Call } from "../call/call.js";
import { CallerCancellation } from "../call/cancellation.js";
import { systemClock } from "../clock/system-clock.js";
import { ResilienceError } from "../errors/resilience-error.js";
import { refuseOptions } from "../options/check-options.js";
import { liveSettings } from "../options/live-settings.js";
import { executeAlone } from "../pipeline/alone.js";
import { invoke } from "../pipeline/invoke.js";
import type { Next, RunnablePolicy } from "../pipeline/policy.js";
import type { CacheAnswer, CachedValue, Loader, LoadOptions, TagOptions } from "./answer.js";
import { type CacheChanges, type CacheOptions, type CacheSettings, readCacheSettings } from "./cache-options.js";
import type { Flight } from "./flights.js";
import type { LiveCacheSettings } from "./holdings.js";
import { type Asker, LoadingCache } from "./loading-cache.js";
import type { Landing } from "./loads.js";
import type { CacheSnapshot } from "./notes.js";
import { handOut } from "./protection.js";

export interface Cache<V = unknown> extends RunnablePolicy {
  /** The cached value, or `loader`'s; callers of the same key share one load, its result and its failure. */
  getOrLoad<T extends V>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<T>;
  /** As `getOrLoad`, and says where the value came from and how old it is. */
  lookUp<T extends V>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<CacheAnswer<T>>;
  /** A fresh value in memory, synchronously: for hot paths. */
  peek<T extends V>(key: string): CachedValue<T> | undefined;
  /** Stores a value as if it had just been loaded. */
  set<T extends V>(key: string, value: T, options?: TagOptions): void;
  /** Forgets a key in memory and in the store; a load in progress is not stored any more. */
  delete(key: string): void;
  /**
   * Forgets all values with this tag, in memory and in the store; a load in progress whose value turns out to have it is
   * not stored any more.
   *
   * @throws ResilienceError `INVALID_OPTION` when the store has no `deleteByTag`
   */
  deleteByTag(tag: string): void;
  /** Forgets all of memory; the store keeps what it has. */
  clear(): void;
  /** Resolves when everything written so far has reached the store. */
  flush(): Promise<void>;
  /** Entries in memory. */
  readonly size: number;
  readonly settings: CacheSettings<V>;
  /** @throws ResilienceError `INVALID_OPTION`; the settings are then as before */
  reconfigure(changes: CacheChanges<V>): void;
  /** What it did since it was made. */
  snapshot(): CacheSnapshot;
}

const askerOf = (options: LoadOptions | undefined): Asker => ({
  cancellation: options?.signal === undefined ? undefined : new CallerCancellation(options.signal),
  record: undefined,
});

const loaderCall = (key: string, loader: Loader<unknown>): Call =>
  new Call({ work: loader, options: { key }, record: undefined }, 1);

const keyMissing = () =>
  new ResilienceError("INVALID_OPTION", "execute: a pipeline with a cache needs a key, or idempotent: false.");

/**
 * Keeps answers: fresh ones for their time to live, old ones for when the service is down. As a policy it keeps what the
 * rest of the pipeline answers under the call's key; degraded answers of a fallback are passed on and not kept.
 *
 * @example
 * const rates = cache<Rates>({ ttlMs: 3_600_000, lastKnownGoodMs: 7 * 86_400_000 });
 * const today = await rates.getOrLoad("EUR", ({ signal }) => fetchRates("EUR", signal));
 */
export function cache<V = unknown>(options: CacheOptions<V>): Cache<V> {
  const { clock = systemClock, random = Math.random, store } = options;
  const live = liveSettings("cache", options, (given: CacheOptions<V>) => {
    if (given.store !== store) refuseOptions("cache", "store can not change while the policy lives");
    return readCacheSettings(given);
  });
  // Inside, values are unknown; callers are trusted that theirs are of the cache's type.
  const loading = new LoadingCache(live as unknown as LiveCacheSettings, { clock, random, store });

  const needTags = (): void => {
    if (!loading.knowsTags) refuseOptions("cache", "tags need a store with deleteByTag");
  };

  const ask = (call: Call, next: Next, asker: Asker, tags?: readonly string[]): Promise<CacheAnswer<unknown>> => {
    const run = (flight: Flight<Landing>) => {
      // The slot of whoever started the load stays taken while it runs, also when that caller leaves and others stay.
      call.hold?.keepUntil(flight.outcome);
      return next(call.shared(flight.cancellation, flight.record));
    };
    return loading.ask(call.key ?? "", { run, tags }, asker);
  };

  const wrap = (next: Next) => async (call: Call) => {
    if (!call.idempotent) return next(call);
    if (call.key === undefined) throw keyMissing();
    const { record, cancellation } = call;
    return (await ask(call, next, { record, cancellation })).value;
  };

  const lookUp = async <T extends V>(key: string, loader: Loader<T>, options?: LoadOptions) => {
    if (options?.tags !== undefined) needTags();
    return (await ask(loaderCall(key, loader), invoke, askerOf(options), options?.tags)) as CacheAnswer<T>;
  };

  const policy: Cache<V> = Object.freeze({
    kind: "cache" as const,
    name: live.current.name,
    clock,
    get settings() {
      return live.current;
    },
    reconfigure(changes: CacheChanges<V>) {
      live.reconfigure(changes);
      loading.shrink();
    },
    checkChanges: live.checkChanges,
    snapshot: () => loading.snapshot(),
    wrap,
    execute: executeAlone(() => policy),
    lookUp,
    getOrLoad<T extends V>(key: string, loader: Loader<T>, options?: LoadOptions): Promise<T> {
      const calm = loading.calm(key);
      if (calm !== undefined) return Promise.resolve(handOut(calm) as T);
      return lookUp(key, loader, options).then(({ value }) => value);
    },
    peek<T extends V>(key: string): CachedValue<T> | undefined {
      const fresh = loading.fresh(key);
      if (fresh === undefined || !fresh.copied) return fresh as CachedValue<T> | undefined;
      return { ...fresh, value: handOut(fresh) as T };
    },
    set(key: string, value: unknown, options?: TagOptions) {
      if (options?.tags !== undefined) needTags();
      loading.keep(key, value, options?.tags);
    },
    delete: (key: string) => loading.forget(key),
    deleteByTag(tag: string) {
      needTags();
      loading.forgetTag(tag);
    },
    clear: () => loading.clear(),
    flush: () => loading.flush(),
    get size() {
      return loading.size;
    },
  });
  return policy;
}
