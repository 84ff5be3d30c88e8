import { describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { cache } from "./cache.js";

const refused = (name: string) =>
  expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(name) });

describe("a cache that runs", () => {
  it("takes new settings for what it loads from now on, and keeps the old ones when the new are invalid", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 1_000, maxEntries: 5, clock });
    for (const key of "abcde") values.set(key, 1);
    values.reconfigure({ ttlMs: 100, maxEntries: 2 });
    expect(values.size).toBe(2);
    expect(values.settings).toMatchObject({ ttlMs: 100, maxEntries: 2, protect: "freeze", jitter: 0, name: "cache" });
    expect(() => values.reconfigure({ jitter: 2 })).toThrow(refused("jitter must be a number from 0 to 1"));
    expect(() => values.reconfigure({ ttl: () => 5 })).toThrow(refused("not both"));
    expect(() => values.reconfigure({ name: "other" } as never)).toThrow(refused("name"));
    expect(() => values.reconfigure({ earlyExpiry: { beta: 0 } })).toThrow(refused("beta"));
    expect(values.settings).toMatchObject({ ttlMs: 100, jitter: 0, earlyExpiry: undefined });
    values.set("new", 2);
    await clock.advance(100);
    expect([values.peek("new"), values.peek("e")?.value]).toEqual([undefined, 1]);
  });

  it("keeps its store", () => {
    const store = { get: async () => undefined, set: async () => {}, delete: async () => {} };
    const values = cache<number>({ ttlMs: 1_000, store });
    expect(() => values.reconfigure({ store: { ...store } } as never)).toThrow(refused("store"));
    expect(() => values.reconfigure({ ttlMs: 5 })).not.toThrow();
  });

  it("settles the loads that were under way when the settings changed", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 1_000, clock });
    const load = values.getOrLoad(
      "key",
      () => new Promise<string>((resolve) => clock.setTimeout(() => resolve("value"), 10)),
    );
    values.reconfigure({ ttlMs: 20 });
    await clock.advance(10);
    expect(await load).toBe("value");
    await clock.advance(20);
    expect(values.peek("key")).toBeUndefined();
  });

  it("counts what it does", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 100, staleWhileRevalidateMs: 100, lastKnownGoodMs: 10_000, clock });
    const loader = vi.fn(async () => "value");
    expect(values.snapshot()).toMatchObject({ entries: 0, hits: 0, hitRate: 0 });
    await Promise.all([values.getOrLoad("key", loader), values.getOrLoad("key", loader)]);
    await values.getOrLoad("key", loader);
    await clock.advance(150);
    await values.getOrLoad("key", loader);
    await clock.advance(1_000);
    loader.mockRejectedValue(new Error("down"));
    await values.getOrLoad("key", loader);
    expect(values.snapshot()).toEqual({
      entries: 1,
      loading: 0,
      hits: 1,
      stale: 1,
      misses: 2,
      shared: 1,
      fromStore: 0,
      refreshedEarly: 0,
      lastKnownGood: 1,
      failures: 1,
      storeFailures: 0,
      hitRate: 0.4,
    });
  });

  it("a value that is not to be kept takes the place of the one before", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({
      ttl: (value) => (value === "for now" ? 0 : 1_000),
      staleWhileRevalidateMs: 10_000,
      lastKnownGoodMs: 60_000,
      clock,
    });
    values.set("key", "old");
    values.set("key", "for now");
    expect(values.peek("key")).toBeUndefined();
    values.set("key", "old");
    await clock.advance(1_500);
    expect(await values.getOrLoad("key", () => "for now")).toBe("old");
    await clock.advance(0);
    expect(await values.getOrLoad("key", () => "new")).toBe("new");
  });

  it("who joins a refresh that fails is served with the last known good value too", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 100, staleWhileRevalidateMs: 100, lastKnownGoodMs: 10_000, clock });
    const loader = () => new Promise<string>((_, reject) => clock.setTimeout(() => reject(new Error("down")), 150));
    values.set("key", "good");
    await clock.advance(150);
    expect(await values.getOrLoad("key", loader)).toBe("good");
    await clock.advance(100);
    const joined = values.lookUp("key", loader);
    await clock.advance(50);
    expect(await joined).toMatchObject({ value: "good", degraded: true, error: { message: "down" } });
  });
});
