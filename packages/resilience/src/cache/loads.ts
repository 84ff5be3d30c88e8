import type { Clock } from "../clock/clock.js";
import { type Flight, Flights } from "./flights.js";
import type { Holdings, LiveCacheSettings } from "./holdings.js";
import type { CacheEntry, HeldValue } from "./memory.js";
import type { CacheNotes } from "./notes.js";
import type { Persistence } from "./persistence.js";
import type { LoadPermit } from "./store.js";
import { lifeOfError, lifeOfValue } from "./time-to-live.js";

/** What a load landed with; each waiter makes its own answer of it. */
export interface Landing {
  readonly held: HeldValue;
  readonly source: "loaded" | "memory" | "store";
  /** The load failed with this, and the value is the last known good one. */
  readonly failure?: { readonly error: unknown };
  /** The value was changed while it was on its way: who asked after that is not served with it. */
  readonly outdated?: boolean;
}

/** How to load a value, and what to tag it with. */
export interface Load {
  readonly run: (flight: Flight<Landing>) => Promise<unknown>;
  readonly tags: readonly string[] | undefined;
}

/** What a load in the background is to replace. */
export interface Refresh {
  readonly entry: CacheEntry;
  readonly held: HeldValue;
  readonly early: boolean;
}

export interface CacheParts {
  readonly live: LiveCacheSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly holdings: Holdings;
  readonly persistence: Persistence | undefined;
  readonly notes: CacheNotes;
}

/** An answer without a load, or what is known of old and the right to load. */
interface Newest {
  readonly landing?: Landing;
  readonly known?: HeldValue | undefined;
  readonly permit?: LoadPermit | undefined;
}

/** After a refresh brought nothing, the stale value answers for this long before the next one: no hammering. */
const refreshPauseMs = 1_000;

/** The loads of a cache, one per key at a time: first the store is asked, then the work, and the result is kept. */
export class Loads {
  readonly flights = new Flights<Landing>();
  private readonly parts: CacheParts;

  constructor(parts: CacheParts) {
    this.parts = parts;
  }

  start(key: string, load: Load, refresh?: Refresh): Flight<Landing> {
    const { deletionsSoFar } = this.parts.holdings.memory.tags;
    return this.flights.start(key, deletionsSoFar, (flight) => this.land(key, flight, load, refresh));
  }

  refresh(key: string, refresh: Refresh, load: Load): void {
    if (this.flights.find(key) !== undefined || this.parts.clock.now() < refresh.entry.refreshAfter) return;
    // The refresh waits for itself: nobody's leaving aborts it.
    this.start(key, load, refresh).waiters = 1;
  }

  /** Whether something was deleted or changed since `flight` began that may concern it. */
  mayBeOutdated(flight: Flight<Landing>): boolean {
    return flight.outdatedBy > 0 || flight.deletionsBefore < this.parts.holdings.memory.tags.deletionsSoFar;
  }

  /** The last known good value, if it is young enough. @throws `error` otherwise */
  standIn(held: HeldValue | undefined, error: unknown): Landing {
    const { live, clock } = this.parts;
    if (held === undefined || clock.now() - held.loadedAt > live.current.lastKnownGoodMs) throw error;
    return { held, source: held.source, failure: { error } };
  }

  private async land(key: string, flight: Flight<Landing>, load: Load, refresh?: Refresh): Promise<Landing> {
    const { landing, known, permit } = await this.newest(key, flight, refresh?.held);
    if (landing !== undefined) return landing;
    try {
      const loaded = await this.load(key, flight, load, permit);
      if (refresh !== undefined && flight.record.degraded) this.pauseRefreshing(refresh);
      else if (refresh?.early) this.parts.notes.noteRefreshedEarly(key);
      return loaded;
    } catch (error) {
      void permit?.release();
      this.noteFailure(key, flight, error);
      if (refresh !== undefined) {
        this.pauseRefreshing(refresh);
        this.parts.notes.noteRefreshFailed(key, error);
      }
      return this.standIn(known, error);
    }
  }

  /** What memory or the store answers, or what is known of old, with the right to load where that has to be had. */
  private async newest(key: string, flight: Flight<Landing>, replaced: HeldValue | undefined): Promise<Newest> {
    const { holdings, persistence, clock, notes } = this.parts;
    const entry = holdings.memory.find(key);
    const known = entry?.held;
    if (known !== undefined && known !== replaced && clock.now() < known.freshUntil) {
      return { landing: { held: known, source: known.source } };
    }
    if (persistence === undefined || (known !== undefined && !this.sharesLoads)) return { known };
    const { stored, permit } = this.sharesLoads
      ? await persistence.claim(key, entry?.version ?? 0, () => !flight.cancellation.cancelled)
      : await persistence.read(key);
    if (stored === undefined) return { known, permit };
    const held = holdings.ofStored(stored);
    const tags = stored.tags ?? holdings.tagsOf(key, held.value);
    const outdated = this.isOutdated(flight, tags, stored.version ?? 0);
    const isFresh = clock.now() < held.freshUntil;
    // It expired on its way here: ask again, for the right to load.
    if (!isFresh && permit === undefined && this.sharesLoads) return this.newest(key, flight, replaced);
    if (!isFresh && (outdated || (known !== undefined && known.loadedAt >= held.loadedAt))) return { known, permit };
    if (!outdated && this.flights.isCurrent(key, flight)) holdings.put(key, held, tags, stored.version);
    if (!isFresh) return { known: held, permit };
    notes.noteFromStore();
    void permit?.release();
    return { landing: { held, source: "store", outdated } };
  }

  private async load(key: string, flight: Flight<Landing>, load: Load, permit?: LoadPermit): Promise<Landing> {
    const { live, clock, random, holdings } = this.parts;
    if (flight.cancellation.cancelled) throw flight.cancellation.error;
    if (permit !== undefined) flight.cancellation.subscribe(() => void permit.release());
    const began = clock.now();
    const value = await load.run(flight);
    const lifeMs = flight.record.degraded ? undefined : lifeOfValue(value, live.current, random);
    const held = holdings.ofLoaded(value, lifeMs ?? 0, clock.now() - began);
    const tags = holdings.tagsOf(key, value, load.tags);
    const outdated = this.isOutdated(flight, tags, permit?.since ?? 0);
    if (!outdated && lifeMs !== undefined && this.flights.isCurrent(key, flight)) this.keep(key, held, tags, permit);
    else void permit?.release();
    if (lifeMs === undefined && !flight.record.degraded && this.flights.isCurrent(key, flight)) holdings.demote(key);
    return { held, source: "loaded", outdated };
  }

  /** With nothing ever fresh, processes have nothing to wait for: each loads, and the last to be done is stored. */
  private get sharesLoads(): boolean {
    const { persistence, live } = this.parts;
    return persistence?.isShared === true && live.current.ttlMs !== 0;
  }

  /** In a shared store only by permit: without one, nobody knows what became of the key meanwhile. */
  private keep(key: string, held: HeldValue, tags: readonly string[], permit: LoadPermit | undefined): void {
    const { holdings, persistence } = this.parts;
    const kept = holdings.put(key, held, tags, undefined);
    if (persistence === undefined) return;
    const { entry, details } = holdings.storable(held, tags);
    if (!this.sharesLoads) persistence.write(key, entry, details);
    if (permit === undefined) return;
    persistence.settle(key, permit, entry, details, (version) => {
      if (kept.held !== held || holdings.memory.find(key) !== kept) return;
      if (version === undefined) holdings.memory.forget(key);
      else kept.version = version;
    });
  }

  private isOutdated(flight: Flight<Landing>, tags: readonly string[], version: number): boolean {
    return version < flight.outdatedBy || !this.parts.holdings.memory.tags.unchanged(tags, flight.deletionsBefore);
  }

  private pauseRefreshing({ entry }: Refresh): void {
    entry.refreshAfter = this.parts.clock.now() + refreshPauseMs;
  }

  private noteFailure(key: string, flight: Flight<Landing>, error: unknown): void {
    const { live, clock, holdings, notes } = this.parts;
    if (!flight.cancellation.cancelled) notes.noteFailure();
    if (!this.flights.isCurrent(key, flight)) return;
    const lifeMs = lifeOfError(error, live.current);
    if (lifeMs === 0) return;
    holdings.memory.entry(key, live.current.maxEntries).failure = { error, until: clock.now() + lifeMs };
  }
}
