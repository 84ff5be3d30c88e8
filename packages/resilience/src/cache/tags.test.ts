import { describe, expect, it, vi } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { cache } from "./cache.js";
import { TagIndex } from "./tag-index.js";

const slowly = (clock: VirtualClock, value: string, ms = 10) =>
  vi.fn(() => {
    return new Promise<string>((resolve) => clock.setTimeout(() => resolve(value), ms));
  });
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

describe("tags", () => {
  it("delete every value that has one, whether the options or the caller gave it, and no other", async () => {
    const values = cache<string>({ ttlMs: 1_000, tags: (key) => [key.slice(0, 2)] });
    await values.getOrLoad("DE 1", () => "a", { tags: ["invoices"] });
    values.set("DE 2", "b");
    values.set("AT 1", "c", { tags: ["invoices", "AT"] });
    values.set("FR 1", "d");
    const kept = () => ["DE 1", "DE 2", "AT 1", "FR 1"].filter((key) => values.peek(key) !== undefined);
    values.deleteByTag("DE");
    expect(kept()).toEqual(["AT 1", "FR 1"]);
    values.deleteByTag("invoices");
    expect(kept()).toEqual(["FR 1"]);
  });

  it("follow the value: a new one has its own tags", async () => {
    const values = cache<string>({ ttlMs: 1_000, tags: (_key, value) => [value] });
    values.set("key", "old");
    values.set("key", "new");
    values.deleteByTag("old");
    expect(values.peek("key")?.value).toBe("new");
    values.deleteByTag("new");
    expect(values.peek("key")).toBeUndefined();
  });

  it("work for a policy", async () => {
    const values = cache<string>({ ttlMs: 1_000, tags: (_key, value) => [value] });
    const { execute } = pipeline(values);
    await execute(() => "a", { key: "key" });
    values.deleteByTag("a");
    expect(await execute(() => "b", { key: "key" })).toBe("b");
  });

  it("a load that began before its tag was deleted is not kept, whatever tags its value turns out to have", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 1_000, tags: (_key, value) => [value], clock });
    const loads = ["rates", "other"].map((value) => values.getOrLoad(value, slowly(clock, value)));
    await clock.advance(5);
    values.deleteByTag("rates");
    await clock.advance(5);
    expect(await Promise.all(loads)).toEqual(["rates", "other"]);
    expect([values.peek("rates"), values.peek("other")?.value]).toEqual([undefined, "other"]);
  });

  it("who asks after the deletion is not served by a load from before it", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 1_000, tags: () => ["rates"], clock });
    const before = values.getOrLoad("key", slowly(clock, "old"));
    await clock.advance(5);
    values.deleteByTag("rates");
    const after = values.getOrLoad("key", slowly(clock, "new"));
    await clock.advance(15);
    expect(await Promise.all([before, after])).toEqual(["old", "new"]);
    expect(values.peek("key")?.value).toBe("new");
  });

  it("remember a bounded number of deletions; what began before those is not kept either", async () => {
    const index = new TagIndex();
    index.noteDeletion("first");
    const since = index.deletionsSoFar;
    for (let tag = 0; tag < 2_000; tag += 1) index.noteDeletion(`tag ${tag}`);
    expect(index.unchanged(["first"], since)).toBe(false);
    expect(index.unchanged([], since)).toBe(true);
    expect(index.unchanged(["first"], index.deletionsSoFar)).toBe(true);
  });

  it("forget the tags of what was evicted or deleted", async () => {
    const values = cache<number>({ name: "evicting", ttlMs: 1_000, maxEntries: 2, tags: (key) => [key, "all"] });
    for (let key = 0; key < 100; key += 1) values.set(`key ${key}`, key);
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "evicting" && heard.push(event));
    values.deleteByTag("all");
    stop();
    expect(heard).toMatchObject([{ type: "cache.invalidated", tag: "all", by: "here", entries: 2 }]);
    expect(values.size).toBe(0);
    const index = new TagIndex();
    index.add("key", ["a", "b"]);
    index.remove("key", ["a", "b"]);
    expect(index.noteDeletion("a")).toEqual([]);
  });

  it("need a store that can delete by tag: it would give back what was deleted", async () => {
    const store = { get: async () => undefined, set: async () => {}, delete: async () => {} };
    const refused = expect.objectContaining({ code: "INVALID_OPTION" });
    expect(() => cache({ ttlMs: 1, store, tags: () => [] })).toThrow(refused);
    const values = cache<number>({ ttlMs: 1, store });
    expect(() => values.deleteByTag("tag")).toThrow(refused);
    expect(() => values.set("key", 1, { tags: ["tag"] })).toThrow(refused);
    expect(await outcome(values.getOrLoad("key", () => 1, { tags: ["tag"] }))).toMatchObject({ reason: refused });
    expect(() => values.reconfigure({ tags: () => [] })).toThrow(refused);
  });

  it("are deleted in a store that can, after what was written before and before what is written after", async () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    const slow = (what: string, ms: number) =>
      new Promise<void>((resolve) => {
        clock.setTimeout(() => {
          done.push(what);
          resolve();
        }, ms);
      });
    const store = {
      get: async () => undefined,
      set: (key: string) => slow(`set ${key}`, 30),
      delete: async () => {},
      deleteByTag: (tag: string) => slow(`delete ${tag}`, 20),
    };
    const values = cache<number>({ ttlMs: 1_000, store, tags: () => ["tag"], clock });
    values.set("before", 1);
    values.deleteByTag("tag");
    values.set("after", 1);
    const flushed = values.flush();
    await clock.advance(100);
    await flushed;
    expect(done).toEqual(["set before", "delete tag", "set after"]);
  });
});
