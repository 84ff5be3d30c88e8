/** A value as a {@link CacheStore} keeps it. */
export interface StoredValue {
  readonly value: unknown;
  /** When it was loaded, ms since 1970. */
  readonly storedAt: number;
  /** Until when it is fresh, ms since 1970; a value for ever has 8.64e15, the last moment a `Date` can hold. */
  readonly expiresAt: number;
}

/**
 * Where cached values outlive the process. An expired value is still worth keeping for as long as last-known-good may
 * use it. A store that fails is an event, never a failed call.
 */
export interface CacheStore {
  get(key: string): Promise<StoredValue | undefined>;
  set(key: string, entry: StoredValue): Promise<void>;
  delete(key: string): Promise<void>;
}
