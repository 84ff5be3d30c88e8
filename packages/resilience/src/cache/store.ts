/** A value as a {@link CacheStore} keeps it. */
export interface StoredValue {
  readonly value: unknown;
  /** When it was loaded, ms since 1970. */
  readonly storedAt: number;
  /** Until when it is fresh, ms since 1970; a value for ever has 8.64e15, the last moment a `Date` can hold. */
  readonly expiresAt: number;
}

/** What a store may want to know of a value besides. */
export interface StoreDetails {
  /** Until when the value may be of use, as a stale or last known good one too, ms since 1970. */
  readonly keepUntil: number;
  /** How long the load took. */
  readonly loadMs: number;
  readonly tags: readonly string[];
}

/** A value of a store that several processes share. */
export interface SharedValue extends StoredValue {
  /** Grows with every change of the store. */
  readonly version: number;
  readonly loadMs: number;
  readonly tags: readonly string[];
}

/** The right to load a key, which one process has at a time. */
export interface LoadPermit {
  /** The store's version when the right was given. */
  readonly since: number;
  /**
   * Stores what was loaded and gives the right back.
   *
   * @returns the value's version; `undefined` when it was not stored, because the key or one of the tags was changed
   * since the right was given, or the right was lost
   */
  store(entry: StoredValue, details: StoreDetails): Promise<number | undefined>;
  /** Gives the right back without a value; again does nothing. It never rejects. */
  release(): Promise<void>;
}

/** A fresh value, or the right to load one, then with the stale value if there is one; neither when nobody wants it any more. */
export interface Claim {
  readonly stored?: SharedValue | undefined;
  readonly permit?: LoadPermit | undefined;
}

/** What somebody else changed in a shared store; `all`: changes may have been missed. */
export type StoreChange =
  | { readonly kind: "set" | "delete"; readonly key: string; readonly version: number }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "all" };

/**
 * Where cached values outlive the process. An expired value is still worth keeping for as long as last-known-good may
 * use it. A store that fails is an event, never a failed call.
 *
 * The methods that may be missing are for tags (`deleteByTag`) and for stores that several processes share (`claim`,
 * `onChange`).
 */
export interface CacheStore {
  get(key: string): Promise<StoredValue | undefined>;
  /** `details` are always given by a cache. */
  set(key: string, entry: StoredValue, details?: StoreDetails): Promise<void>;
  delete(key: string): Promise<void>;
  /** Forgets every value with this tag, also those whose load has begun and not ended. */
  deleteByTag?(tag: string): Promise<void>;
  /**
   * Reads a key and, unless a value newer than `knownVersion` is fresh, waits for the right to load it; whoever waits
   * is given the value of the process that loads as soon as it is there.
   *
   * @param isWanted asked while it waits; `false` ends it
   */
  claim?(key: string, knownVersion: number, isWanted: () => boolean): Promise<Claim>;
  /** Tells what others change from now on. */
  onChange?(listener: (change: StoreChange) => void): void;
}
