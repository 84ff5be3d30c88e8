import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { cache } from "./cache.js";
import type { CacheStore, Claim, LoadPermit, SharedValue, StoreChange, StoreDetails, StoredValue } from "./store.js";

/** A server that several caches share; what it says travels for as long as `delay` says, in order for each of them. */
class Server {
  /** Changes made by hand: each takes the right to load from whoever has it. */
  changes = 0;
  changedAt = Number.NEGATIVE_INFINITY;
  private version = 0;
  private readonly values = new Map<string, SharedValue>();
  private readonly owners = new Map<string, symbol>();
  private readonly deletedTags = new Map<string, number>();
  private readonly listeners: { from: symbol; tell: (change: StoreChange) => void; busyUntil: number }[] = [];
  private readonly clock: VirtualClock;
  private readonly delay: () => number;

  constructor(clock: VirtualClock, delay: () => number) {
    this.clock = clock;
    this.delay = delay;
  }

  store(): CacheStore {
    const self = Symbol("store");
    return {
      get: async () => undefined,
      set: (key, entry, details) =>
        this.answer(() => {
          this.noteChange();
          this.put(self, key, entry, details);
        }),
      delete: (key) => this.answer(() => this.delete(self, key)),
      deleteByTag: (tag) =>
        this.answer(() => {
          this.deletedTags.set(tag, this.nextVersion());
          this.publish(self, { kind: "tag", tag });
        }),
      onChange: (tell) => void this.listeners.push({ from: self, tell, busyUntil: 0 }),
      claim: async (key, knownVersion, isWanted) => {
        const owner = Symbol("owner");
        while (isWanted()) {
          const claim = await this.answer(() => this.claim(self, owner, key, knownVersion));
          if (claim !== undefined) return claim;
          await new Promise<void>((resolve) => this.clock.setTimeout(resolve, 5));
        }
        return {};
      },
    };
  }

  private claim(self: symbol, owner: symbol, key: string, knownVersion: number): Claim | undefined {
    const found = this.values.get(key);
    const isNews = found && found.version > knownVersion && !this.tagsChanged(found.tags, found.version);
    const stored = isNews ? found : undefined;
    if (stored !== undefined && stored.expiresAt > this.clock.wallNow()) return { stored };
    if (this.owners.has(key)) return undefined;
    this.owners.set(key, owner);
    const since = this.version;
    const release = (): boolean => this.owners.get(key) === owner && this.owners.delete(key);
    const permit: LoadPermit = {
      since,
      release: () => this.answer(() => void release()),
      store: (entry, details) =>
        this.answer(() => {
          const isMine = release();
          return isMine && !this.tagsChanged(details.tags, since) ? this.put(self, key, entry, details) : undefined;
        }),
    };
    return { stored, permit };
  }

  private put(self: symbol, key: string, entry: StoredValue, details: StoreDetails | undefined): number {
    const { loadMs = 0, tags = [] } = details ?? {};
    const version = this.nextVersion();
    this.owners.delete(key);
    this.values.set(key, { ...entry, version, loadMs, tags });
    this.publish(self, { kind: "set", key, version });
    return version;
  }

  private delete(self: symbol, key: string): void {
    this.noteChange();
    this.owners.delete(key);
    this.values.delete(key);
    this.publish(self, { kind: "delete", key, version: this.nextVersion() });
  }

  private noteChange(): void {
    this.changes += 1;
    this.changedAt = this.clock.now();
  }

  private nextVersion(): number {
    this.version += 1;
    return this.version;
  }

  private tagsChanged(tags: readonly string[], since: number): boolean {
    return tags.some((tag) => (this.deletedTags.get(tag) ?? 0) > since);
  }

  /** One way there, the deed, one way back. */
  private answer<T>(act: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.clock.setTimeout(() => {
        const result = act();
        this.clock.setTimeout(() => resolve(result), this.delay());
      }, this.delay());
    });
  }

  private publish(from: symbol, change: StoreChange): void {
    for (const listener of this.listeners) {
      if (listener.from === from) continue;
      listener.busyUntil = Math.max(listener.busyUntil, this.clock.now() + this.delay());
      this.clock.setTimeout(() => listener.tell(change), listener.busyUntil - this.clock.now());
    }
  }
}

/** Of one way to the server or back. */
const longestDelay = 8;

const action = fc.record({
  at: fc.integer({ min: 0, max: 400 }),
  process: fc.nat({ max: 2 }),
  key: fc.constantFrom("a", "b"),
  kind: fc.constantFrom("load", "load", "load", "load", "set", "delete", "delete by tag"),
  loadsFor: fc.integer({ min: 0, max: 60 }),
  fails: fc.boolean(),
  leavesAfter: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
});

describe("caches that share a store, under random schedules", () => {
  it("load a key once at a time, and once all is quiet nobody has a value from before a change", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: longestDelay }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(50, 10_000),
        fc.boolean(),
        async (actions, delays, ttlMs, early) => {
          const clock = new VirtualClock();
          let turn = 0;
          const server = new Server(clock, () => {
            turn += 1;
            return delays[turn % delays.length] ?? 0;
          });
          const caches = Array.from({ length: 3 }, () =>
            cache<string>({
              ttlMs,
              staleWhileRevalidateMs: 20,
              lastKnownGoodMs: 100,
              tags: (key) => [key, "all"],
              store: server.store(),
              clock,
              random: () => ((delays[turn % delays.length] ?? 0) + 1) / 10,
              ...(early ? { earlyExpiry: { beta: 1 } } : {}),
            }),
          );
          /** What the service would answer: it changes with every action that tells so. */
          let truth = 0;
          let quietUntil = 0;
          const loading = new Map<
            string,
            { readonly seen: number; readonly changes: number; readonly mayBeLate: boolean }
          >();
          const problems: string[] = [];
          let settled = 0;
          const load =
            (key: string, loadsFor: number, fails: boolean) =>
            ({ signal }: { signal: AbortSignal }) =>
              new Promise<string>((resolve, reject) => {
                const seen = truth;
                // A change revokes the permits given before it; the word of one may still be on its way.
                const mayBeLate = clock.now() - server.changedAt <= longestDelay;
                const mine = { seen, changes: server.changes, mayBeLate };
                const other = loading.get(key);
                if (other?.seen === seen && other.changes === mine.changes && !other.mayBeLate && !mayBeLate)
                  problems.push(`two loads of ${key} at a time`);
                loading.set(key, mine);
                const end = () => loading.get(key) === mine && loading.delete(key);
                signal.addEventListener("abort", () => {
                  end();
                  reject(signal.reason);
                });
                clock.setTimeout(() => {
                  if (signal.aborted) return;
                  end();
                  if (fails) reject(new Error("failed"));
                  else resolve(`${key} ${seen}`);
                }, loadsFor);
              });
          for (const { at, process, key, kind, loadsFor, fails, leavesAfter } of actions) {
            clock.setTimeout(async () => {
              const values = caches[process];
              if (kind === "load") {
                const caller = new AbortController();
                if (leavesAfter !== undefined) clock.setTimeout(() => caller.abort(), leavesAfter);
                try {
                  await values?.getOrLoad(key, load(key, loadsFor, fails), { signal: caller.signal });
                } catch (error) {
                  if (!/failed|caller ended/.test(String(error))) problems.push(String(error));
                }
              } else if (clock.now() >= quietUntil) {
                // Changes of several processes at the same time have no order that could be asked for.
                quietUntil = clock.now() + 20;
                truth += 1;
                if (kind === "set") values?.set(key, `${key} ${truth}`);
                else if (kind === "delete") values?.delete(key);
                else values?.deleteByTag("all");
                if (kind !== "delete by tag") changed.set(key, truth);
                else for (const each of ["a", "b"]) changed.set(each, truth);
              }
              settled += 1;
            }, at);
          }
          const changed = new Map<string, number>();
          await clock.advance(1_000);
          for (const values of caches) {
            for (const key of ["a", "b"]) {
              const held = values.peek(key)?.value ?? "";
              const answer = values.getOrLoad(key, load(key, 0, false));
              await clock.advance(100);
              for (const value of [held, await answer]) {
                const seen = Number(value.split(" ")[1] ?? Number.POSITIVE_INFINITY);
                if (seen < (changed.get(key) ?? 0)) problems.push(`${value} is from before change ${changed.get(key)}`);
              }
            }
          }
          await clock.advance(1_000);
          expect(problems).toEqual([]);
          expect(settled).toBe(actions.length);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});
