import { describe, expect, it, vi } from "vitest";
import { type CacheOptions, cache } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import type { CacheStore, Claim, LoadPermit, SharedValue, StoreChange } from "./store.js";

/** A store whose every answer the test gives. */
function shared(options: Partial<CacheOptions<string>> = {}) {
  const clock = new VirtualClock();
  let change: (change: StoreChange) => void = () => {};
  const claims: ((claim: Claim) => void)[] = [];
  const store = {
    get: vi.fn(async () => undefined),
    set: vi.fn(async () => {}),
    delete: vi.fn(async () => {}),
    deleteByTag: vi.fn(async () => {}),
    claim: vi.fn(() => new Promise<Claim>((resolve) => claims.push(resolve))),
    onChange: (listener) => {
      change = listener;
    },
  } satisfies CacheStore;
  const values = cache<string>({ ttlMs: 1_000, lastKnownGoodMs: 5_000, store, clock, ...options });
  const stored = (value: string, version: number, lifeMs = 1_000): SharedValue => ({
    value,
    version,
    storedAt: clock.wallNow(),
    expiresAt: clock.wallNow() + lifeMs,
    loadMs: 1,
    tags: [],
  });
  const permit = (since: number, version: number | undefined) =>
    ({ since, store: vi.fn(async () => version), release: vi.fn(async () => {}) }) satisfies LoadPermit;
  const answer = async (claim: Claim) => {
    await clock.advance(0);
    claims.shift()?.(claim);
  };
  return { clock, values, store, stored, permit, answer, change: (told: StoreChange) => change(told) };
}

describe("a cache whose store is shared", () => {
  it.each(["set", "delete"] as const)(
    "does not keep what was on its way here when another process %s it",
    async (kind) => {
      const { values, stored, answer, change } = shared();
      const asked = values.getOrLoad("key", () => "loaded");
      await answer({});
      await asked;
      values.clear();
      const before = values.getOrLoad("key", () => "loaded");
      await Promise.resolve();
      change({ kind, key: "key", version: 5 });
      const after = values.getOrLoad("key", () => "loaded");
      await answer({ stored: stored("old", 4) });
      expect(await before).toBe("old");
      expect(values.peek("key")).toBeUndefined();
      await answer({ stored: stored("new", 5) });
      expect(await after).toBe("new");
      expect(values.peek("key")?.value).toBe("new");
    },
  );

  it("keeps what is as new as the change, and does not forget what it knows to be newer", async () => {
    const { values, stored, answer, change } = shared();
    const asked = values.getOrLoad("key", () => "loaded");
    await Promise.resolve();
    change({ kind: "set", key: "key", version: 5 });
    await answer({ stored: stored("new", 5) });
    expect(await asked).toBe("new");
    change({ kind: "set", key: "key", version: 5 });
    change({ kind: "delete", key: "key", version: 4 });
    expect(values.peek("key")?.value).toBe("new");
    change({ kind: "delete", key: "key", version: 6 });
    expect(values.peek("key")).toBeUndefined();
  });

  it("a value that another process replaced still stands in when neither the store nor the service answers", async () => {
    const { values, answer, change } = shared();
    values.set("key", "old");
    change({ kind: "set", key: "key", version: 5 });
    expect(values.peek("key")).toBeUndefined();
    const asked = values.lookUp("key", () => Promise.reject(new Error("down")));
    await answer({});
    expect(await asked).toMatchObject({ value: "old", degraded: true });
  });

  it("loads by permit and stores by it; what the store refuses, it forgets too", async () => {
    const { values, store, permit, answer } = shared();
    const [kept, refused] = [permit(3, 4), permit(3, undefined)];
    const first = values.getOrLoad("kept", () => "a");
    await answer({ permit: kept });
    const second = values.getOrLoad("refused", () => "b");
    await answer({ permit: refused });
    expect(await Promise.all([first, second])).toEqual(["a", "b"]);
    await values.flush();
    expect([kept.store.mock.calls.length, refused.store.mock.calls.length]).toEqual([1, 1]);
    expect([values.peek("kept")?.value, values.peek("refused")]).toEqual(["a", undefined]);
    expect(store.set).not.toHaveBeenCalled();
  });

  it("gives the permit back when the load fails, is left by all, or brings nothing to keep", async () => {
    const { clock, values, permit, answer } = shared({ ttl: () => 0, ttlMs: undefined } as never);
    const permits = [permit(1, 2), permit(1, 2), permit(1, 2)] as const;
    const failing = values.getOrLoad("fails", () => Promise.reject(new Error("down")));
    await answer({ permit: permits[0] });
    await expect(failing).rejects.toThrow("down");
    const caller = new AbortController();
    const left = values.getOrLoad("left", () => new Promise<string>(() => {}), { signal: caller.signal });
    await answer({ permit: permits[1] });
    await clock.advance(0);
    caller.abort();
    await expect(left).rejects.toMatchObject({ code: "ABORTED" });
    const brief = values.getOrLoad("brief", () => "value");
    await answer({ permit: permits[2] });
    await brief;
    for (const each of permits) {
      expect(each.release).toHaveBeenCalled();
      expect(each.store).not.toHaveBeenCalled();
    }
  });

  it("without a permit, because the store failed, it loads and keeps to itself what it loaded", async () => {
    const { values, store, permit, answer } = shared();
    const load = values.getOrLoad("key", () => "loaded");
    await answer({});
    expect(await load).toBe("loaded");
    await values.flush();
    expect(values.peek("key")?.value).toBe("loaded");
    expect([store.set.mock.calls.length, permit(0, 0).store.mock.calls.length]).toEqual([0, 0]);
  });

  it("asks for the right to load when a fresh value expired on its way here", async () => {
    const { clock, values, stored, permit, answer } = shared();
    const asked = values.getOrLoad("key", () => "loaded");
    const dying = stored("dying", 4, 10);
    await clock.advance(10);
    await answer({ stored: dying });
    const mine = permit(4, 5);
    await answer({ stored: dying, permit: mine });
    expect(await asked).toBe("loaded");
    await values.flush();
    expect(mine.store).toHaveBeenCalledTimes(1);
  });

  it("deletes again what the store failed to delete or replace, before it reads it, and when changes were missed", async () => {
    const { clock, values, store, stored, answer, change } = shared();
    store.delete.mockRejectedValueOnce(new Error("gone")).mockRejectedValueOnce(new Error("gone"));
    values.delete("key");
    await values.flush();
    const refused = values.getOrLoad("key", () => "loaded");
    await clock.advance(0);
    expect(await refused).toBe("loaded");
    expect(store.claim).not.toHaveBeenCalled();
    values.clear();
    const asked = values.getOrLoad("key", () => "loaded");
    await answer({ stored: stored("from the store", 9) });
    expect(await asked).toBe("from the store");
    expect(store.delete).toHaveBeenCalledTimes(3);
    store.deleteByTag.mockRejectedValueOnce(new Error("gone"));
    store.set.mockRejectedValueOnce(new Error("gone"));
    values.deleteByTag("tag");
    values.set("other", "value");
    await values.flush();
    change({ kind: "all" });
    await clock.advance(0);
    expect(store.deleteByTag).toHaveBeenCalledTimes(2);
    expect(store.delete.mock.calls.at(-1)).toEqual(["other"]);
    expect(values.size).toBe(0);
  });
});
