import type { Clock } from "../clock/clock.js";
import type { LiveSettings } from "../options/live-settings.js";
import type { CacheOptions, CacheSettings } from "./cache-options.js";
import { calmUntil } from "./early-expiry.js";
import { type CacheEntry, CacheMemory, type HeldValue } from "./memory.js";
import { endOfTime } from "./persistence.js";
import { type ProtectedValue, protect } from "./protection.js";
import type { StoreDetails, StoredValue } from "./store.js";

export type LiveCacheSettings = LiveSettings<CacheOptions, CacheSettings>;

/** How the value came, as far as it matters later. */
interface Origin {
  readonly storedAt: number;
  readonly loadedAt: number;
  readonly loadMs: number;
  readonly source: HeldValue["source"];
}

const unprotected = (value: unknown): ProtectedValue => ({ value, copied: false });

/** The values in memory, with the times that the settings give them. */
export class Holdings {
  readonly memory = new CacheMemory();
  private readonly live: LiveCacheSettings;
  private readonly clock: Clock;

  constructor(live: LiveCacheSettings, clock: Clock) {
    this.live = live;
    this.clock = clock;
  }

  ofLoaded(value: unknown, lifeMs: number, loadMs: number): HeldValue {
    const origin = { storedAt: this.clock.wallNow(), loadedAt: this.clock.now(), loadMs, source: "memory" as const };
    return this.hold(value, lifeMs, origin);
  }

  /**
   * A stored value's age is measured by the wall clock, which may have stepped: it is never taken for younger than just
   * loaded, nor for fresh longer than it was stored for.
   */
  ofStored(stored: StoredValue & Partial<StoreDetails>): HeldValue {
    const { value, storedAt, expiresAt, loadMs = 0 } = stored;
    const ageMs = Math.max(0, this.clock.wallNow() - storedAt);
    const lifeMs = expiresAt >= endOfTime ? Number.POSITIVE_INFINITY : expiresAt - storedAt;
    return this.hold(value, lifeMs, { storedAt, loadedAt: this.clock.now() - ageMs, loadMs, source: "store" });
  }

  put(key: string, held: HeldValue, tags: readonly string[], version: number | undefined): CacheEntry {
    const entry = this.memory.entry(key, this.live.current.maxEntries);
    entry.held = held;
    entry.failure = undefined;
    entry.version = version;
    this.memory.tag(key, entry, tags);
    return entry;
  }

  /** Something newer is known to be: the value is worth nothing any more but as the last known good one. */
  demote(key: string): void {
    const entry = this.memory.find(key);
    if (entry === undefined) return;
    entry.failure = undefined;
    if (entry.held === undefined) return;
    const never = Number.NEGATIVE_INFINITY;
    entry.held = Object.freeze({ ...entry.held, freshUntil: never, calmUntil: never });
  }

  tagsOf(key: string, value: unknown, given: readonly string[] = []): readonly string[] {
    const own = this.live.current.tags?.(key, value) ?? [];
    return own.length === 0 && given.length === 0 ? own : [...new Set([...own, ...given])];
  }

  /** How the store is to keep a value, and until when it may be of use. */
  storable({ value, storedAt, loadMs, loadedAt, freshUntil }: HeldValue, tags: readonly string[]) {
    const { staleWhileRevalidateMs, lastKnownGoodMs } = this.live.current;
    const expiresAt = Math.min(storedAt + (freshUntil - loadedAt), endOfTime);
    const keepUntil = Math.min(Math.max(expiresAt + staleWhileRevalidateMs, storedAt + lastKnownGoodMs), endOfTime);
    return { entry: { value, storedAt, expiresAt }, details: { keepUntil, loadMs, tags } };
  }

  private hold(value: unknown, lifeMs: number, origin: Origin): HeldValue {
    const freshUntil = origin.loadedAt + lifeMs;
    const guard = this.live.current.protect === "none" ? unprotected : protect;
    return Object.freeze({
      ...guard(value),
      ...origin,
      freshUntil,
      calmUntil: calmUntil(freshUntil, origin.loadMs, this.live.current.earlyExpiry),
    });
  }
}
