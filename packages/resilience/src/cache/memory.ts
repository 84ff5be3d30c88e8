import type { ProtectedValue } from "./protection.js";
import { TagIndex } from "./tag-index.js";

/** A value that was loaded; times without note are ms of the monotonic clock. */
export interface HeldValue extends ProtectedValue {
  /** ms since 1970. */
  readonly storedAt: number;
  readonly loadedAt: number;
  readonly freshUntil: number;
  /** `freshUntil`, or with early expiry the moment from which on a hit may refresh it. */
  readonly calmUntil: number;
  /** How long its load took. */
  readonly loadMs: number;
  readonly source: "memory" | "store";
}

interface HeldFailure {
  readonly error: unknown;
  readonly until: number;
}

/** What is known about one key; a failed refresh does not push out the value before it. */
export interface CacheEntry {
  held: HeldValue | undefined;
  failure: HeldFailure | undefined;
  /** A refresh failed: the stale value answers alone until then. */
  refreshAfter: number;
  /** Read since it was last considered for eviction. */
  used: boolean;
  tags: readonly string[];
  /** The value's version in a shared store, once known. */
  version: number | undefined;
}

const noTags: readonly string[] = Object.freeze([]);

/**
 * A bounded map that evicts by second chance: a hit only sets a flag (a least-recently-used order would cost two map
 * operations per hit), and who is next to go is spared once if it was read.
 */
export class CacheMemory {
  readonly tags = new TagIndex();
  private readonly entries = new Map<string, CacheEntry>();

  get size(): number {
    return this.entries.size;
  }

  find(key: string): CacheEntry | undefined {
    return this.entries.get(key);
  }

  /** The entry of `key`, made if there is none; others go until there is place for it. */
  entry(key: string, maxEntries: number): CacheEntry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    this.shrinkTo(maxEntries - 1);
    const entry: CacheEntry = {
      held: undefined,
      failure: undefined,
      refreshAfter: Number.NEGATIVE_INFINITY,
      used: false,
      tags: noTags,
      version: undefined,
    };
    this.entries.set(key, entry);
    return entry;
  }

  tag(key: string, entry: CacheEntry, tags: readonly string[]): void {
    this.tags.remove(key, entry.tags);
    entry.tags = tags.length === 0 ? noTags : tags;
    this.tags.add(key, tags);
  }

  /** Whether there was something to forget. */
  forget(key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    this.tags.remove(key, entry.tags);
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.tags.clear();
  }

  shrinkTo(size: number): void {
    while (this.entries.size > size) this.evict();
  }

  /** Ends after one round at most: every entry it meets twice has lost its flag. */
  private evict(): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      if (!entry.used) {
        this.tags.remove(key, entry.tags);
        return;
      }
      entry.used = false;
      this.entries.set(key, entry);
    }
  }
}
