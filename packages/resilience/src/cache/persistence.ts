import type { CacheStore, StoredValue } from "./store.js";

/** The last moment that a `Date` can hold (ECMA-262, section 21.4.1.1): the expiry of what is kept for ever. */
export const endOfTime = 8.64e15;

/** A cache's store, made safe: a failure is reported and otherwise as if nothing were stored; writes to a key keep order. */
export class Persistence {
  private readonly store: CacheStore;
  private readonly onFailure: (key: string, error: unknown) => void;
  private readonly writing = new Map<string, Promise<void>>();

  constructor(store: CacheStore, onFailure: (key: string, error: unknown) => void) {
    this.store = store;
    this.onFailure = onFailure;
  }

  async read(key: string): Promise<StoredValue | undefined> {
    await this.writing.get(key);
    try {
      const stored = await this.store.get(key);
      return stored !== undefined && Number.isFinite(stored.storedAt) && Number.isFinite(stored.expiresAt)
        ? stored
        : undefined;
    } catch (error) {
      this.onFailure(key, error);
      return undefined;
    }
  }

  write(key: string, value: StoredValue): void {
    this.enqueue(key, () => this.store.set(key, value));
  }

  erase(key: string): void {
    this.enqueue(key, () => this.store.delete(key));
  }

  async flush(): Promise<void> {
    while (this.writing.size > 0) await Promise.all(this.writing.values());
  }

  private enqueue(key: string, write: () => Promise<void>): void {
    const done = this.writeAfter(this.writing.get(key), key, write).then(() => {
      if (this.writing.get(key) === done) this.writing.delete(key);
    });
    this.writing.set(key, done);
  }

  private async writeAfter(before: Promise<void> | undefined, key: string, write: () => Promise<void>): Promise<void> {
    await before;
    try {
      await write();
    } catch (error) {
      this.onFailure(key, error);
    }
  }
}
