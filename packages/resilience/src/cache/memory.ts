import type { ProtectedValue } from "./protection.js";

/** A value that was loaded; times without note are ms of the monotonic clock. */
export interface HeldValue extends ProtectedValue {
  /** ms since 1970. */
  readonly storedAt: number;
  readonly loadedAt: number;
  readonly freshUntil: number;
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
}

/**
 * A bounded map that evicts by second chance: a hit only sets a flag (a least-recently-used order would cost two map
 * operations per hit), and who is next to go is spared once if it was read.
 */
export class CacheMemory {
  private readonly entries = new Map<string, CacheEntry>();
  private readonly maxEntries: number;

  constructor(maxEntries: number) {
    this.maxEntries = maxEntries;
  }

  get size(): number {
    return this.entries.size;
  }

  find(key: string): CacheEntry | undefined {
    return this.entries.get(key);
  }

  /** The entry of `key`, made if there is none. */
  entry(key: string): CacheEntry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    if (this.entries.size >= this.maxEntries) this.evict();
    const entry: CacheEntry = {
      held: undefined,
      failure: undefined,
      refreshAfter: Number.NEGATIVE_INFINITY,
      used: false,
    };
    this.entries.set(key, entry);
    return entry;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Ends after one round at most: every entry it meets twice has lost its flag. */
  private evict(): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      if (!entry.used) return;
      entry.used = false;
      this.entries.set(key, entry);
    }
  }
}
