import { describe, expect, it, vi } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { cache } from "./cache.js";
import type { CacheStore, StoredValue } from "./store.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

/** A store in memory, as a database would be one. */
function memoryStore() {
  const rows = new Map<string, StoredValue>();
  const store = {
    get: vi.fn((key: string) => Promise.resolve(rows.get(key))),
    set: vi.fn(async (key: string, value: StoredValue): Promise<void> => void rows.set(key, value)),
    delete: vi.fn(async (key: string) => void rows.delete(key)),
  } satisfies CacheStore;
  return { rows, store };
}

describe("cache", () => {
  it("answers from memory for the time to live, without asking anybody", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 1_000, clock });
    const loader = vi.fn(() => clock.now());
    expect(await values.lookUp("key", loader)).toMatchObject({ value: 0, source: "loaded", ageMs: 0, stale: false });
    await clock.advance(999);
    expect(await values.lookUp("key", loader)).toMatchObject({ value: 0, source: "memory", ageMs: 999, stale: false });
    expect(values.peek("key")).toMatchObject({ value: 0, storedAt: Date.UTC(2026, 0, 1) });
    await clock.advance(1);
    expect(values.peek("key")).toBeUndefined();
    expect(await values.getOrLoad("key", loader)).toBe(1_000);
  });

  it("takes the time to live from the value; 0 keeps nothing, Infinity for ever", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttl: (value) => value, clock });
    values.set("none", 0);
    values.set("some", 500);
    values.set("ever", Number.POSITIVE_INFINITY);
    expect([values.peek("none"), values.peek("some")?.value]).toEqual([undefined, 500]);
    await clock.advance(10 * 366 * 86_400_000);
    expect([values.peek("some"), values.peek("ever")?.value]).toEqual([undefined, Number.POSITIVE_INFINITY]);
  });

  it("spreads expiry by jitter, and never beyond the time to live", async () => {
    const clock = new VirtualClock();
    let share = 0.5;
    const values = cache<string>({ ttlMs: 1_000, jitter: 0.2, random: () => share, clock });
    values.set("half", "a");
    share = 0;
    values.set("none", "b");
    await clock.advance(900);
    expect([values.peek("half"), values.peek("none")?.value]).toEqual([undefined, "b"]);
  });

  it("gives a stale value at once while one load refreshes it", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 100, staleWhileRevalidateMs: 1_000, clock });
    const loader = vi.fn(() => new Promise<number>((resolve) => clock.setTimeout(() => resolve(clock.now()), 50)));
    values.set("key", -1);
    await clock.advance(500);
    const stale = await Promise.all([values.lookUp("key", loader), values.lookUp("key", loader)]);
    expect(stale).toMatchObject([
      { value: -1, stale: true, degraded: false },
      { value: -1, stale: true },
    ]);
    await clock.advance(50);
    expect(loader).toHaveBeenCalledTimes(1);
    expect(await values.getOrLoad("key", loader)).toBe(550);
  });

  it("does not hammer a service whose refresh failed, and reports it", async () => {
    const clock = new VirtualClock();
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "stale rates" && heard.push(event));
    const values = cache<number>({ name: "stale rates", ttlMs: 100, staleWhileRevalidateMs: 60_000, clock });
    const loader = vi.fn(() => Promise.reject(new Error("down")));
    values.set("key", -1);
    await clock.advance(100);
    for (let round = 0; round < 10; round += 1) {
      expect(await values.getOrLoad("key", loader)).toBe(-1);
      await clock.advance(99);
    }
    expect(loader).toHaveBeenCalledTimes(1);
    await clock.advance(1_000);
    await values.getOrLoad("key", loader);
    await clock.advance(0);
    stop();
    expect(loader).toHaveBeenCalledTimes(2);
    expect(heard.filter(({ type }) => type === "cache.refresh-failed")).toHaveLength(2);
  });

  it("bounds its memory, and spares what was read", async () => {
    const values = cache<number>({ ttlMs: 1_000, maxEntries: 3 });
    for (const key of ["a", "b", "c"]) values.set(key, 1);
    values.peek("a");
    values.set("d", 1);
    expect([..."abcd"].filter((key) => values.peek(key) !== undefined)).toEqual(["a", "c", "d"]);
    for (let key = 0; key < 10_000; key += 1) values.set(`key ${key}`, key);
    expect(values.size).toBe(3);
  });

  it("reads the store before it loads, once for all who ask, and keeps what it found", async () => {
    const clock = new VirtualClock();
    const { rows, store } = memoryStore();
    rows.set("key", { value: "stored", storedAt: clock.wallNow() - 400, expiresAt: clock.wallNow() + 600 });
    const values = cache<string>({ ttlMs: 1_000, store, clock });
    const loader = vi.fn(() => "loaded");
    const answers = await Promise.all([values.lookUp("key", loader), values.lookUp("key", loader)]);
    expect(answers).toMatchObject([
      { value: "stored", source: "store", ageMs: 400 },
      { value: "stored", ageMs: 400 },
    ]);
    await values.getOrLoad("key", loader);
    expect(store.get).toHaveBeenCalledTimes(1);
    await clock.advance(600);
    expect(await values.getOrLoad("key", loader)).toBe("loaded");
  });

  it("writes what it loads, what is for ever too, as values that survive JSON", async () => {
    const clock = new VirtualClock();
    const { rows, store } = memoryStore();
    const storedAt = clock.wallNow();
    const values = cache<string>({ ttl: (value) => (value === "past" ? Number.POSITIVE_INFINITY : 500), store, clock });
    await values.getOrLoad("latest", () => "today");
    await values.getOrLoad("day", () => "past");
    await values.flush();
    expect(JSON.parse(JSON.stringify([...rows]))).toEqual([
      ["latest", { value: "today", storedAt, expiresAt: storedAt + 500 }],
      ["day", { value: "past", storedAt, expiresAt: 8.64e15 }],
    ]);
    const reopened = cache<string>({ ttlMs: 1, store, clock });
    await clock.advance(1_000 * 86_400_000);
    expect(await reopened.getOrLoad("day", () => "asked again")).toBe("past");
  });

  it("an expired stored value is the last known good one, within its maximum age", async () => {
    const clock = new VirtualClock();
    const { rows, store } = memoryStore();
    rows.set("key", { value: "old", storedAt: clock.wallNow() - 5_000, expiresAt: clock.wallNow() - 4_000 });
    const down = () => Promise.reject(new Error("down"));
    const patient = cache<string>({ ttlMs: 1_000, lastKnownGoodMs: 5_000, store, clock });
    expect(await patient.lookUp("key", down)).toMatchObject({ value: "old", degraded: true, ageMs: 5_000 });
    const strict = cache<string>({ ttlMs: 1_000, lastKnownGoodMs: 4_999, store, clock });
    expect(await outcome(strict.lookUp("key", down))).toMatchObject({ reason: { message: "down" } });
  });

  it("a store that fails costs an event, never an answer", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "broken store" && heard.push(event));
    const broken = () => Promise.reject(new Error("disk"));
    const values = cache<string>({
      name: "broken store",
      ttlMs: 1_000,
      store: { get: broken, set: broken, delete: broken },
    });
    expect(await values.getOrLoad("key", () => "loaded")).toBe("loaded");
    values.delete("key");
    await values.flush();
    stop();
    expect(heard.filter(({ type }) => type === "cache.store-failed")).toHaveLength(3);
  });

  it("writes to one key keep their order, and a read waits for them", async () => {
    const clock = new VirtualClock();
    const { rows, store } = memoryStore();
    store.set.mockImplementation(
      (key, value) =>
        new Promise<void>((resolve) => {
          clock.setTimeout(
            () => {
              rows.set(key, value);
              resolve();
            },
            value.value === "first" ? 100 : 1,
          );
        }),
    );
    const values = cache<string>({ ttlMs: 1_000, maxEntries: 1, store, clock });
    values.set("key", "first");
    values.set("key", "second");
    values.set("other", "pushes it out of memory");
    const read = values.getOrLoad("key", () => "loaded");
    await clock.advance(200);
    expect(await read).toBe("second");
    expect(rows.get("key")).toMatchObject({ value: "second" });
  });

  it("a key deleted during its load is not stored by that load", async () => {
    const clock = new VirtualClock();
    const { rows, store } = memoryStore();
    const values = cache<string>({ ttlMs: 1_000, store, clock });
    const load = values.getOrLoad(
      "key",
      () => new Promise<string>((resolve) => clock.setTimeout(() => resolve("old"), 10)),
    );
    await clock.advance(5);
    values.delete("key");
    await clock.advance(5);
    expect(await load).toBe("old");
    await values.flush();
    expect([values.peek("key"), rows.size]).toEqual([undefined, 0]);
  });

  it("as a policy needs a key, caches by it, and leaves writes alone", async () => {
    const { execute, executeWithReport } = pipeline(cache({ ttlMs: 1_000 }));
    const work = vi.fn(() => "value");
    expect(await outcome(execute(work))).toMatchObject({ reason: { code: "INVALID_OPTION" } });
    expect(await executeWithReport(work, { key: "a" })).toMatchObject({ source: "primary", ageMs: 0 });
    expect(await executeWithReport(work, { key: "a" })).toMatchObject({ value: "value", source: "cache" });
    expect(work).toHaveBeenCalledTimes(1);
    await execute(work, { idempotent: false });
    await execute(work, { idempotent: false, key: "a" });
    expect(work).toHaveBeenCalledTimes(3);
  });
});
