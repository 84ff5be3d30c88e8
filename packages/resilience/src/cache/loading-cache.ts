import type { Cancellation } from "../call/cancellation.js";
import { type CallRecord, copyRecord } from "../call/record.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { CacheAsked, CacheFailed } from "../diagnostics/events.js";
import { answerOf, type CacheAnswer } from "./answer.js";
import type { CacheOptions } from "./cache-options.js";
import { type Flight, Flights } from "./flights.js";
import { type CacheEntry, CacheMemory, type HeldValue } from "./memory.js";
import { endOfTime, Persistence } from "./persistence.js";
import { type ProtectedValue, protect } from "./protection.js";
import { type TimeToLive, timeToLive } from "./time-to-live.js";

/** Who asks: when it leaves, and where to note how the answer came about. */
export interface Asker {
  readonly cancellation: Cancellation | undefined;
  readonly record: CallRecord | undefined;
}

/** What a load landed with; each waiter makes its own answer of it. */
interface Landing {
  readonly held: HeldValue;
  readonly source: "loaded" | "memory" | "store";
  /** The load failed with this, and the value is the last known good one. */
  readonly failure: { readonly error: unknown } | undefined;
}

export type Load = (flight: Flight<Landing>) => Promise<unknown>;

/** After a refresh failed, the stale value answers for this long before the next one: no hammering. */
const refreshPauseMs = 1_000;

/** The cache behind `cache()`: memory in front of a store in front of one shared load per key. */
export class LoadingCache {
  readonly name: string;
  readonly clock: Clock;
  private readonly staleMs: number;
  private readonly lastKnownGoodMs: number;
  private readonly guard: (value: unknown) => ProtectedValue;
  private readonly life: TimeToLive;
  private readonly memory: CacheMemory;
  private readonly flights = new Flights<Landing>();
  private readonly persistence: Persistence | undefined;

  constructor(options: CacheOptions<never>) {
    this.name = options.name ?? "cache";
    this.clock = options.clock ?? systemClock;
    this.staleMs = options.staleWhileRevalidateMs ?? 0;
    this.lastKnownGoodMs = options.lastKnownGoodMs ?? 0;
    this.guard = options.protect === "none" ? (value) => ({ value, copied: false }) : protect;
    this.life = timeToLive(options, options.random ?? Math.random);
    this.memory = new CacheMemory(options.maxEntries ?? 10_000);
    this.persistence =
      options.store &&
      new Persistence(options.store, (key, error) => this.tellFailed("cache.store-failed", key, error));
  }

  get size(): number {
    return this.memory.size;
  }

  /** The hot path: a fresh value in memory. */
  fresh(key: string): HeldValue | undefined {
    const entry = this.memory.find(key);
    if (entry?.held === undefined || this.clock.now() >= entry.held.freshUntil) return undefined;
    entry.used = true;
    if (observed()) this.tellAsked("cache.hit", key);
    return entry.held;
  }

  async ask(key: string, load: Load, asker: Asker): Promise<CacheAnswer<unknown>> {
    const fresh = this.fresh(key);
    if (fresh !== undefined) return this.answer({ held: fresh, source: fresh.source, failure: undefined }, asker);
    const entry = this.memory.find(key);
    if (entry?.held !== undefined && this.clock.now() < entry.held.freshUntil + this.staleMs) {
      this.refresh(key, entry, load);
      return this.answer({ held: entry.held, source: entry.held.source, failure: undefined }, asker);
    }
    if (entry?.failure !== undefined && this.clock.now() < entry.failure.until) {
      return this.answer(this.standIn(key, entry.held, entry.failure.error), asker);
    }
    const flight = this.join(key, load);
    const landing = await this.flights.wait(key, flight, asker.cancellation);
    copyRecord(flight.record, asker.record);
    return this.answer(landing, asker);
  }

  keep(key: string, value: unknown): void {
    this.flights.forget(key);
    this.hold(key, value);
  }

  forget(key: string): void {
    this.flights.forget(key);
    this.memory.forget(key);
    this.persistence?.erase(key);
  }

  clear(): void {
    this.flights.forgetAll();
    this.memory.clear();
  }

  async flush(): Promise<void> {
    await this.persistence?.flush();
  }

  private answer({ held, source, failure }: Landing, { record }: Asker): CacheAnswer<unknown> {
    const answer = { ...answerOf(held, this.clock.now()), source };
    if (record !== undefined && source !== "loaded") {
      record.source = "cache";
      record.ageMs = answer.ageMs;
    }
    if (failure === undefined) return answer;
    if (record !== undefined) {
      record.degraded = true;
      record.trail.push({ step: "primary", error: failure.error });
    }
    return { ...answer, degraded: true, error: failure.error };
  }

  private join(key: string, load: Load): Flight<Landing> {
    const flight = this.flights.find(key);
    if (observed()) this.tellAsked(flight === undefined ? "cache.miss" : "cache.shared", key);
    return flight ?? this.flights.start(key, (started) => this.land(key, started, load));
  }

  private refresh(key: string, entry: CacheEntry, load: Load): void {
    if (observed()) this.tellAsked("cache.stale", key);
    if (this.flights.find(key) !== undefined || this.clock.now() < entry.refreshAfter) return;
    const flight = this.flights.start(key, async (started) => {
      try {
        return await this.loadAndHold(key, started, load);
      } catch (error) {
        entry.refreshAfter = this.clock.now() + refreshPauseMs;
        this.tellFailed("cache.refresh-failed", key, error);
        throw error;
      }
    });
    // The refresh waits for itself: nobody's leaving aborts it.
    flight.waiters = 1;
  }

  private async land(key: string, flight: Flight<Landing>, load: Load): Promise<Landing> {
    const held = this.memory.find(key)?.held ?? (await this.readStore(key, flight));
    if (held !== undefined && this.clock.now() < held.freshUntil) {
      return { held, source: held.source, failure: undefined };
    }
    try {
      return await this.loadAndHold(key, flight, load);
    } catch (error) {
      if (this.flights.isCurrent(key, flight)) this.rememberFailure(key, error);
      return this.standIn(key, held, error);
    }
  }

  private async loadAndHold(key: string, flight: Flight<Landing>, load: Load): Promise<Landing> {
    if (flight.cancellation.cancelled) throw flight.cancellation.error;
    const value = await load(flight);
    const keeps = this.flights.isCurrent(key, flight) && !flight.record.degraded;
    const held = keeps ? this.hold(key, value) : this.holdable(value, 0);
    return { held, source: "loaded", failure: undefined };
  }

  private holdable(value: unknown, lifeMs: number): HeldValue {
    const loadedAt = this.clock.now();
    const storedAt = this.clock.wallNow();
    return Object.freeze({
      ...this.guard(value),
      storedAt,
      loadedAt,
      freshUntil: loadedAt + lifeMs,
      source: "memory" as const,
    });
  }

  private hold(key: string, value: unknown): HeldValue {
    const lifeMs = this.life.ofValue(value);
    const held = this.holdable(value, lifeMs);
    if (lifeMs === 0) return held;
    const entry = this.memory.entry(key);
    entry.held = held;
    entry.failure = undefined;
    const { storedAt } = held;
    this.persistence?.write(key, { value, storedAt, expiresAt: Math.min(storedAt + lifeMs, endOfTime) });
    return held;
  }

  /**
   * A stored value's age is measured by the wall clock, which may have stepped: it is never taken for younger than just
   * loaded, nor for fresh longer than it was stored for.
   */
  private async readStore(key: string, flight: Flight<Landing>): Promise<HeldValue | undefined> {
    const stored = await this.persistence?.read(key);
    if (stored === undefined) return undefined;
    const { storedAt, expiresAt } = stored;
    const ageMs = Math.max(0, this.clock.wallNow() - storedAt);
    const loadedAt = this.clock.now() - ageMs;
    const lifeMs = expiresAt >= endOfTime ? Number.POSITIVE_INFINITY : expiresAt - storedAt;
    const held: HeldValue = Object.freeze({
      ...this.guard(stored.value),
      storedAt,
      loadedAt,
      freshUntil: loadedAt + lifeMs,
      source: "store" as const,
    });
    if (this.flights.isCurrent(key, flight)) this.memory.entry(key).held = held;
    return held;
  }

  /** The last known good value, if it is young enough. @throws `error` otherwise */
  private standIn(key: string, held: HeldValue | undefined, error: unknown): Landing {
    if (held === undefined || this.clock.now() - held.loadedAt > this.lastKnownGoodMs) throw error;
    this.tellFailed("cache.last-known-good", key, error);
    return { held, source: held.source, failure: { error } };
  }

  private rememberFailure(key: string, error: unknown): void {
    const lifeMs = this.life.ofError(error);
    if (lifeMs > 0) this.memory.entry(key).failure = { error, until: this.clock.now() + lifeMs };
  }

  private tellAsked(type: CacheAsked["type"], key: string): void {
    emit({ type, policy: this.name, key });
  }

  private tellFailed(type: CacheFailed["type"], key: string, error: unknown): void {
    if (observed()) emit({ type, policy: this.name, key, error });
  }
}
