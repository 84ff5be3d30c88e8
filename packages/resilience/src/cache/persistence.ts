import type { CacheStore, LoadPermit, SharedValue, StoreDetails, StoredValue } from "./store.js";

/** The last moment that a `Date` can hold (ECMA-262, section 21.4.1.1): the expiry of what is kept for ever. */
export const endOfTime = 8.64e15;

/** Failed changes that are remembered; beyond, the oldest are given up and their old values live to their expiry. */
const rememberedFailures = 10_000;

interface Found {
  readonly stored?: (StoredValue & Partial<SharedValue>) | undefined;
  readonly permit?: LoadPermit | undefined;
}

const isTimed = (stored: StoredValue | undefined): boolean =>
  stored !== undefined && Number.isFinite(stored.storedAt) && Number.isFinite(stored.expiresAt);

/**
 * A cache's store, made safe: a failure is reported and otherwise as if nothing were stored; changes keep their order. A
 * change that failed has left an older value behind: that is deleted before it can be read.
 */
export class Persistence {
  private readonly store: CacheStore;
  private readonly onFailure: (key: string | undefined, error: unknown) => void;
  private readonly writing = new Map<string, Promise<void>>();
  private readonly outdatedKeys = new Set<string>();
  private readonly outdatedTags = new Set<string>();
  private erasingTags: Promise<void> | undefined;

  constructor(store: CacheStore, onFailure: (key: string | undefined, error: unknown) => void) {
    this.store = store;
    this.onFailure = onFailure;
  }

  /** Whether other processes use it too. */
  get isShared(): boolean {
    return this.store.claim !== undefined;
  }

  get knowsTags(): boolean {
    return this.store.deleteByTag !== undefined;
  }

  read(key: string): Promise<Found> {
    return this.find(key, async () => ({ stored: await this.store.get(key) }));
  }

  /** Reads a shared store; it may wait for whoever loads the key, as long as `isWanted`. */
  claim(key: string, knownVersion: number, isWanted: () => boolean): Promise<Found> {
    return this.find(key, async () => (await this.store.claim?.(key, knownVersion, isWanted)) ?? {});
  }

  write(key: string, entry: StoredValue, details: StoreDetails): void {
    this.enqueue(key, () => this.change(key, () => this.store.set(key, entry, details)));
  }

  /** Stores what was loaded by `permit`; the version that it got there is told, or that it was refused. */
  settle(
    key: string,
    permit: LoadPermit,
    entry: StoredValue,
    details: StoreDetails,
    onSettled: (version: number | undefined) => void,
  ): void {
    this.enqueue(key, async () => {
      try {
        onSettled(await permit.store(entry, details));
      } catch (error) {
        this.onFailure(key, error);
      }
    });
  }

  erase(key: string): void {
    this.enqueue(key, () => this.change(key, () => this.store.delete(key)));
  }

  eraseTag(tag: string): void {
    const erasing = this.eraseTagAfter([this.erasingTags, ...this.writing.values()], tag).then(() => {
      if (this.erasingTags === erasing) this.erasingTags = undefined;
    });
    this.erasingTags = erasing;
  }

  /** Tries again what failed: the store may be back. */
  async mend(): Promise<void> {
    try {
      await this.eraseOutdatedTags();
      for (const key of [...this.outdatedKeys]) await this.eraseOutdated(key);
    } catch {
      // Still failing: the next read tries again, and reports it.
    }
  }

  async flush(): Promise<void> {
    while (this.writing.size > 0 || this.erasingTags !== undefined) {
      await Promise.all([this.erasingTags, ...this.writing.values()]);
    }
  }

  private async find(key: string, read: () => Promise<Found>): Promise<Found> {
    if (this.erasingTags !== undefined) await this.erasingTags;
    await this.writing.get(key);
    try {
      await this.eraseOutdated(key);
      const found = await read();
      return isTimed(found.stored) ? found : { permit: found.permit };
    } catch (error) {
      this.onFailure(key, error);
      return {};
    }
  }

  private async change(key: string, change: () => Promise<void>): Promise<void> {
    try {
      await change();
      this.outdatedKeys.delete(key);
    } catch (error) {
      remember(this.outdatedKeys, key);
      this.onFailure(key, error);
    }
  }

  private async eraseTagAfter(before: readonly unknown[], tag: string): Promise<void> {
    await Promise.all(before);
    try {
      await this.store.deleteByTag?.(tag);
    } catch (error) {
      remember(this.outdatedTags, tag);
      this.onFailure(undefined, error);
    }
  }

  private async eraseOutdated(key: string): Promise<void> {
    if (this.outdatedTags.size > 0) await this.eraseOutdatedTags();
    if (!this.outdatedKeys.has(key)) return;
    await this.store.delete(key);
    this.outdatedKeys.delete(key);
  }

  private async eraseOutdatedTags(): Promise<void> {
    for (const tag of [...this.outdatedTags]) {
      await this.store.deleteByTag?.(tag);
      this.outdatedTags.delete(tag);
    }
  }

  private enqueue(key: string, write: () => Promise<void>): void {
    const done = this.after([this.erasingTags, this.writing.get(key)], write).then(() => {
      if (this.writing.get(key) === done) this.writing.delete(key);
    });
    this.writing.set(key, done);
  }

  private async after(before: readonly unknown[], write: () => Promise<void>): Promise<void> {
    await Promise.all(before);
    await write();
  }
}

function remember(failed: Set<string>, name: string): void {
  failed.delete(name);
  failed.add(name);
  if (failed.size <= rememberedFailures) return;
  for (const oldest of failed) {
    failed.delete(oldest);
    return;
  }
}
