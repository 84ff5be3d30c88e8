import type { Cancellation } from "../call/cancellation.js";
import { type CallRecord, copyRecord } from "../call/record.js";
import type { Clock } from "../clock/clock.js";
import { answerOf, type CacheAnswer } from "./answer.js";
import { refreshesEarly } from "./early-expiry.js";
import type { Flight } from "./flights.js";
import { Holdings, type LiveCacheSettings } from "./holdings.js";
import { type CacheParts, type Landing, type Load, Loads } from "./loads.js";
import type { CacheEntry, HeldValue } from "./memory.js";
import { CacheNotes, type CacheSnapshot } from "./notes.js";
import { Persistence } from "./persistence.js";
import type { CacheStore, StoreChange } from "./store.js";
import { lifeOfValue } from "./time-to-live.js";

/** Who asks: when it leaves, and where to note how the answer came about. */
export interface Asker {
  readonly cancellation: Cancellation | undefined;
  readonly record: CallRecord | undefined;
}

interface Means {
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: CacheStore | undefined;
}

/** The cache behind `cache()`: memory in front of a store in front of one shared load per key. */
export class LoadingCache {
  private readonly parts: CacheParts;
  private readonly clock: Clock;
  private readonly holdings: Holdings;
  private readonly notes: CacheNotes;
  private readonly loads: Loads;

  constructor(live: LiveCacheSettings, { clock, random, store }: Means) {
    this.clock = clock;
    this.holdings = new Holdings(live, clock);
    const notes = new CacheNotes(live.current.name);
    this.notes = notes;
    const persistence = store && new Persistence(store, (key, error) => notes.noteStoreFailed(key, error));
    this.parts = { live, clock, random, holdings: this.holdings, persistence, notes };
    this.loads = new Loads(this.parts);
    store?.onChange?.((change) => this.follow(change));
  }

  get size(): number {
    return this.holdings.memory.size;
  }

  /** Whether what is deleted by tag stays so. */
  get knowsTags(): boolean {
    return this.parts.persistence?.knowsTags ?? true;
  }

  snapshot(): CacheSnapshot {
    return this.notes.snapshot(this.size, this.loads.flights.size);
  }

  /** The hot path: a fresh value in memory that need not be refreshed yet. */
  calm(key: string): HeldValue | undefined {
    const entry = this.holdings.memory.find(key);
    if (entry?.held === undefined || this.clock.now() >= entry.held.calmUntil) return undefined;
    entry.used = true;
    this.notes.noteHit(key);
    return entry.held;
  }

  fresh(key: string): HeldValue | undefined {
    const entry = this.holdings.memory.find(key);
    if (entry?.held === undefined || this.clock.now() >= entry.held.freshUntil) return undefined;
    entry.used = true;
    this.notes.noteHit(key);
    return entry.held;
  }

  async ask(key: string, load: Load, asker: Asker): Promise<CacheAnswer<unknown>> {
    const entry = this.holdings.memory.find(key);
    const instant = entry && this.instantly(key, entry, load);
    if (instant !== undefined) return this.answer(key, instant, asker);
    const flight = this.join(key, load);
    const joinedLate = this.loads.mayBeOutdated(flight);
    const landing = await this.loads.flights.wait(key, flight, asker.cancellation);
    if (joinedLate && landing.outdated) return this.ask(key, load, asker);
    copyRecord(flight.record, asker.record);
    return this.answer(key, landing, asker);
  }

  keep(key: string, value: unknown, givenTags: readonly string[] | undefined): void {
    const { live, random, persistence } = this.parts;
    this.loads.flights.forget(key);
    const lifeMs = lifeOfValue(value, live.current, random);
    if (lifeMs === undefined) {
      this.holdings.demote(key);
      persistence?.erase(key);
      return;
    }
    const held = this.holdings.ofLoaded(value, lifeMs, 0);
    const tags = this.holdings.tagsOf(key, value, givenTags);
    this.holdings.put(key, held, tags, undefined);
    const { entry, details } = this.holdings.storable(held, tags);
    persistence?.write(key, entry, details);
  }

  forget(key: string): void {
    this.loads.flights.forget(key);
    const entries = this.holdings.memory.forget(key) ? 1 : 0;
    this.parts.persistence?.erase(key);
    this.notes.noteInvalidated("here", entries, { key });
  }

  forgetTag(tag: string): void {
    this.parts.persistence?.eraseTag(tag);
    this.notes.noteInvalidated("here", this.dropTag(tag), { tag });
  }

  clear(): void {
    this.loads.flights.forgetAll();
    this.holdings.memory.clear();
  }

  shrink(): void {
    this.holdings.memory.shrinkTo(this.parts.live.current.maxEntries);
  }

  async flush(): Promise<void> {
    await this.parts.persistence?.flush();
  }

  /** What memory answers at once, if it does; it may begin a refresh. */
  private instantly(key: string, entry: CacheEntry, load: Load): Landing | undefined {
    const { held, failure } = entry;
    const now = this.clock.now();
    const { staleWhileRevalidateMs, earlyExpiry } = this.parts.live.current;
    if (held !== undefined && now < held.freshUntil + staleWhileRevalidateMs) {
      const isFresh = now < held.freshUntil;
      entry.used = true;
      if (isFresh) this.notes.noteHit(key);
      else this.notes.noteStale(key);
      const early = isFresh && now >= held.calmUntil && earlyExpiry !== undefined;
      if (!isFresh || (early && refreshesEarly(now, held, earlyExpiry, this.parts.random))) {
        this.loads.refresh(key, { entry, held, early }, load);
      }
      return { held, source: held.source };
    }
    return failure !== undefined && now < failure.until ? this.loads.standIn(held, failure.error) : undefined;
  }

  private answer(key: string, { held, source, failure }: Landing, { record }: Asker): CacheAnswer<unknown> {
    const answer = { ...answerOf(held, this.clock.now()), source };
    if (record !== undefined && source !== "loaded") {
      record.source = "cache";
      record.ageMs = answer.ageMs;
    }
    if (failure === undefined) return answer;
    this.notes.noteLastKnownGood(key, failure.error);
    if (record !== undefined) {
      record.degraded = true;
      record.trail.push({ step: "primary", error: failure.error });
    }
    return { ...answer, degraded: true, error: failure.error };
  }

  private join(key: string, load: Load): Flight<Landing> {
    const flight = this.loads.flights.find(key);
    if (flight === undefined) this.notes.noteMiss(key);
    else this.notes.noteShared(key);
    return flight ?? this.loads.start(key, load);
  }

  private dropTag(tag: string): number {
    const keys = this.holdings.memory.tags.noteDeletion(tag);
    for (const key of keys) this.holdings.memory.forget(key);
    return keys.length;
  }

  /** What another process changed in the store is changed here too. */
  private follow(change: StoreChange): void {
    if (change.kind === "all") {
      this.notes.noteInvalidated("elsewhere", this.size, {});
      this.clear();
      void this.parts.persistence?.mend();
    } else if (change.kind === "tag") {
      this.notes.noteInvalidated("elsewhere", this.dropTag(change.tag), { tag: change.tag });
    } else {
      this.followKey(change.key, change.kind, change.version);
    }
  }

  private followKey(key: string, kind: "set" | "delete", version: number): void {
    const flight = this.loads.flights.find(key);
    if (flight !== undefined) flight.outdatedBy = Math.max(flight.outdatedBy, version);
    const entry = this.holdings.memory.find(key);
    if (entry === undefined || (entry.version !== undefined && entry.version >= version)) return;
    if (kind === "set") this.holdings.demote(key);
    else this.holdings.memory.forget(key);
    this.notes.noteInvalidated("elsewhere", 1, { key });
  }
}
