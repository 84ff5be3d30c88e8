import { emit, observed } from "../diagnostics/diagnostics.js";
import type { CacheAsked, CacheFailed } from "../diagnostics/events.js";

/** What a cache did since it was made, and what it holds. */
export interface CacheSnapshot {
  readonly [name: string]: number;
  /** Entries in memory. */
  readonly entries: number;
  /** Loads under way. */
  readonly loading: number;
  /** Answers out of memory that were fresh. */
  readonly hits: number;
  /** Answers that were stale while a load refreshed them. */
  readonly stale: number;
  /** Calls that had to start a load, or read the store. */
  readonly misses: number;
  /** Calls that waited for the load of another. */
  readonly shared: number;
  /** Reads of the store that found a fresh value. */
  readonly fromStore: number;
  readonly refreshedEarly: number;
  /** Answers that stood in for a failed load. */
  readonly lastKnownGood: number;
  /** Loads that failed. */
  readonly failures: number;
  readonly storeFailures: number;
  /** Share of the calls that memory answered at once, 0 to 1; 0 before the first call. */
  readonly hitRate: number;
}

/** Counts and tells what a cache does; plain numbers, because a hit must not cost more. */
export class CacheNotes {
  private readonly name: string;
  private hits = 0;
  private stale = 0;
  private misses = 0;
  private shared = 0;
  private fromStore = 0;
  private refreshedEarly = 0;
  private lastKnownGood = 0;
  private failures = 0;
  private storeFailures = 0;

  constructor(name: string) {
    this.name = name;
  }

  noteHit(key: string): void {
    this.hits += 1;
    if (observed()) this.tell("cache.hit", key);
  }

  noteStale(key: string): void {
    this.stale += 1;
    if (observed()) this.tell("cache.stale", key);
  }

  noteMiss(key: string): void {
    this.misses += 1;
    if (observed()) this.tell("cache.miss", key);
  }

  noteShared(key: string): void {
    this.shared += 1;
    if (observed()) this.tell("cache.shared", key);
  }

  noteFromStore(): void {
    this.fromStore += 1;
  }

  noteRefreshedEarly(key: string): void {
    this.refreshedEarly += 1;
    if (observed()) this.tell("cache.refreshed-early", key);
  }

  noteFailure(): void {
    this.failures += 1;
  }

  noteRefreshFailed(key: string, error: unknown): void {
    this.tellFailed("cache.refresh-failed", key, error);
  }

  noteLastKnownGood(key: string, error: unknown): void {
    this.lastKnownGood += 1;
    this.tellFailed("cache.last-known-good", key, error);
  }

  noteStoreFailed(key: string | undefined, error: unknown): void {
    this.storeFailures += 1;
    this.tellFailed("cache.store-failed", key, error);
  }

  noteInvalidated(by: "here" | "elsewhere", entries: number, what: { key?: string; tag?: string }): void {
    if (!observed()) return;
    emit({ type: "cache.invalidated", policy: this.name, key: what.key, tag: what.tag, by, entries });
  }

  snapshot(entries: number, loading: number): CacheSnapshot {
    const { hits, stale, misses, shared, fromStore, refreshedEarly, lastKnownGood, failures, storeFailures } = this;
    const asked = hits + stale + misses + shared;
    return Object.freeze({
      entries,
      loading,
      hits,
      stale,
      misses,
      shared,
      fromStore,
      refreshedEarly,
      lastKnownGood,
      failures,
      storeFailures,
      hitRate: asked === 0 ? 0 : (hits + stale) / asked,
    });
  }

  private tell(type: CacheAsked["type"], key: string): void {
    emit({ type, policy: this.name, key });
  }

  private tellFailed(type: CacheFailed["type"], key: string | undefined, error: unknown): void {
    if (observed()) emit({ type, policy: this.name, key, error });
  }
}
