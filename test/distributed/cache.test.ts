import { cache, diagnostics, lastKnownGood, type ResilienceEvent } from "@tidegate/resilience";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type RedisStoreOptions, redisConnection, redisStore } from "../../packages/resilience/src/redis/index.js";
import { CacheProcess } from "./cache-processes.js";
import { anyRedis, clientPackages, deleteKeys, OwnRedis, openClient, ownPrefix } from "./redis-server.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
/** A load that says when it has begun, and ends when it is told to. */
function controlledLoad() {
  let begin = () => {};
  let end = (_: string) => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const loaded = new Promise<string>((resolve) => {
    end = resolve;
  });
  const loader = () => {
    begin();
    return loaded;
  };
  return { loader, begun, end };
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let server: Awaited<ReturnType<typeof anyRedis>>;
let admin: Redis;
const prefix = ownPrefix();
let prefixes = 0;
const closing: (() => unknown)[] = [];
const heard: ResilienceEvent[] = [];
let stopHearing = () => {};

beforeAll(async () => {
  server = await anyRedis();
  admin = new Redis({ host: "127.0.0.1", port: server.port });
  stopHearing = diagnostics.on((event) => heard.push(event));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  heard.length = 0;
});
afterAll(async () => {
  stopHearing();
  await deleteKeys(server.port, prefix);
  admin.disconnect();
  await server.stop();
});

const newPrefix = () => {
  prefixes += 1;
  return `${prefix}:${prefixes}:`;
};

describe.each(clientPackages)("a cache over Redis with the client of %s", (clientPackage) => {
  /** What one process would have: a client, a connection, a store and a cache of its own. */
  async function processLike(
    prefix: string,
    options: Partial<RedisStoreOptions & Parameters<typeof cache>[0] & { timeoutMs: number }> = {},
    port = server.port,
  ) {
    const { lockMs, waitMs, maxKeepMs, timeoutMs = 2_000, ...cacheOptions } = options;
    const { client, close } = await openClient[clientPackage](port);
    const connection = redisConnection(client, { timeoutMs, retryAfterMs: 50 });
    const limits = JSON.parse(JSON.stringify({ lockMs, waitMs, maxKeepMs }));
    const store = redisStore({ connection, prefix, ...limits });
    const ttl = cacheOptions.ttl === undefined ? { ttlMs: 60_000 } : {};
    const values = cache<unknown>({ name: "shared", ...ttl, store, ...cacheOptions });
    await store.heard();
    closing.push(async () => {
      await store.close();
      await close();
    });
    return { values, store, connection };
  }

  it("keeps what JSON keeps, undefined and null too, with its age, for every process", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared)];
    const kept = { undefined: undefined, null: null, text: "Açme \n 値", deep: { list: [1, { a: "b" }] }, zero: 0 };
    for (const [key, value] of Object.entries(kept)) await one.values.getOrLoad(key, () => value);
    await one.values.flush();
    const loader = vi.fn();
    for (const [key, value] of Object.entries(kept)) {
      const answer = await other.values.lookUp(key, loader);
      expect(answer).toMatchObject({ source: "store", stale: false, degraded: false });
      expect(answer.value).toEqual(value);
    }
    expect(loader).not.toHaveBeenCalled();
  });

  it("does not store what JSON would lose, reports it, and forgets what it replaces", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared)];
    one.values.set("key", "old");
    await one.values.flush();
    for (const value of [new Date(0), new Map(), 1n, Number.NaN, () => {}, [undefined], { at: new Date(0) }]) {
      one.values.set("key", value);
      await one.values.flush();
      expect(await one.values.getOrLoad("key", () => "loaded")).toEqual(value);
    }
    expect(heard.filter(({ type }) => type === "cache.store-failed")).toHaveLength(7);
    expect(await other.values.getOrLoad("key", () => "loaded")).toBe("loaded");
  });

  it("keeps a value in Redis as long as it may be the last known good one, and no longer", async () => {
    const shared = newPrefix();
    const lasting = await processLike(shared, { ttlMs: 1_000, lastKnownGoodMs: 50_000, maxKeepMs: 100_000 });
    lasting.values.set("key", 1);
    const forEver = await processLike(newPrefix(), { ttlMs: Number.POSITIVE_INFINITY, maxKeepMs: 100_000 });
    forEver.values.set("key", 1);
    await Promise.all([lasting.values.flush(), forEver.values.flush()]);
    expect(await admin.pttl(`${shared}value:key`)).toBeGreaterThan(49_000);
    expect(await admin.pttl(`${shared}value:key`)).toBeLessThanOrEqual(50_000);
    expect(await forEver.values.getOrLoad("key", () => 2)).toBe(1);
  });

  it("stands in with the last known good value of another process", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared)];
    const options = { ttlMs: 10, lastKnownGoodMs: 60_000 };
    one.values.reconfigure(options);
    other.values.reconfigure(options);
    one.values.set("key", "good");
    await one.values.flush();
    await later(20);
    const answer = await other.values.lookUp("key", () => Promise.reject(new Error("down")));
    expect(answer).toMatchObject({ value: "good", degraded: true, stale: true });
    expect(answer.ageMs).toBeGreaterThanOrEqual(10);
  });

  it("lastKnownGood tries the work in every process at once, and knows what any of them knew", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared)];
    let running = 0;
    let most = 0;
    const work = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await later(100);
      running -= 1;
      return "good";
    });
    const latest = [one, other].map(({ store }) => lastKnownGood(work, { maxAgeMs: 60_000, store }));
    await Promise.all(latest.map((each) => each("key")));
    expect([work.mock.calls.length, most]).toEqual([2, 2]);
    const third = await processLike(shared);
    await vi.waitFor(async () => {
      const down = lastKnownGood(() => Promise.reject(new Error("down")), { maxAgeMs: 60_000, store: third.store });
      expect(await down("key")).toMatchObject({ value: "good", degraded: true });
    });
  });

  it("one process loads while the others wait for its value", async () => {
    const shared = newPrefix();
    const processes = [await processLike(shared), await processLike(shared), await processLike(shared)];
    const loader = vi.fn(async () => {
      await later(60);
      return "value";
    });
    const answers = await Promise.all(
      processes.flatMap(({ values }) => [values.getOrLoad("key", loader), values.getOrLoad("key", loader)]),
    );
    expect(answers).toEqual(Array(6).fill("value"));
    expect(loader).toHaveBeenCalledTimes(1);
    for (const { values } of processes) expect(values.peek("key")).toMatchObject({ value: "value" });
  });

  it("a load that fails lets the next process try, and one that outlasts the lock stays the only one", async () => {
    const shared = newPrefix();
    const options = { lockMs: 100 };
    const [one, other] = [await processLike(shared, options), await processLike(shared, options)];
    const first = controlledLoad();
    const failing = outcome(
      one.values.getOrLoad("key", () => first.loader().then((text) => Promise.reject(new Error(text)))),
    );
    await first.begun;
    const second = other.values.getOrLoad("key", () => "second try");
    await later(20);
    first.end("boom");
    expect(await second).toBe("second try");
    expect(await failing).toMatchObject({ reason: { message: "boom" } });
    const { loader: slowly, begun, end } = controlledLoad();
    const slow = one.values.getOrLoad("slow", slowly);
    await begun;
    const loader = vi.fn(() => "loaded twice");
    const waiting = other.values.getOrLoad("slow", loader);
    await later(400);
    end("slow");
    expect(await Promise.all([slow, waiting])).toEqual(["slow", "slow"]);
    expect(loader).not.toHaveBeenCalled();
  });

  it("whoever has waited long enough loads in the place of a load that hangs, which is then not stored", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared, { waitMs: 80 })];
    const { loader, begun, end } = controlledLoad();
    const hanging = one.values.getOrLoad("key", loader);
    await begun;
    expect(await other.values.getOrLoad("key", () => "fresh")).toBe("fresh");
    await other.values.flush();
    end("late");
    expect(await hanging).toBe("late");
    await one.values.flush();
    expect(await one.values.getOrLoad("key", () => "again")).toBe("fresh");
  });

  it("a caller who leaves while another process loads waits no longer, and one who loads gives the right back", async () => {
    const shared = newPrefix();
    const [one, other] = [await processLike(shared), await processLike(shared)];
    const [loading, waiting] = [new AbortController(), new AbortController()];
    const { loader, begun } = controlledLoad();
    const first = outcome(one.values.getOrLoad("key", loader, { signal: loading.signal }));
    await begun;
    const second = outcome(other.values.getOrLoad("key", () => 2, { signal: waiting.signal }));
    waiting.abort();
    expect(await second).toMatchObject({ reason: { code: "ABORTED" } });
    loading.abort();
    await first;
    expect(await other.values.getOrLoad("key", () => 3)).toBe(3);
  });

  it("what one process sets or deletes, by key or by tag, the others forget", async () => {
    const shared = newPrefix();
    const tags = () => ["all"];
    const [one, other] = [await processLike(shared, { tags }), await processLike(shared, { tags })];
    const read = (key: string) => other.values.getOrLoad(key, () => "loaded");
    for (const key of ["set", "deleted", "tagged"]) {
      one.values.set(key, "old");
      await one.values.flush();
      expect(await read(key)).toBe("old");
    }
    one.values.set("set", "new");
    await vi.waitFor(async () => expect(await read("set")).toBe("new"));
    one.values.delete("deleted");
    await vi.waitFor(async () => expect(await read("deleted")).toBe("loaded"));
    expect(other.values.peek("tagged")).toMatchObject({ value: "old" });
    one.values.deleteByTag("all");
    await vi.waitFor(() =>
      expect([other.values.peek("tagged"), other.values.peek("set")]).toEqual([undefined, undefined]),
    );
    expect(await read("tagged")).toBe("loaded");
    expect(heard).toContainEqual(expect.objectContaining({ type: "cache.invalidated", by: "elsewhere", tag: "all" }));
  });

  it.each(["key", "tag"])(
    "a load that began before another process deleted by %s is not stored anywhere",
    async (by) => {
      const shared = newPrefix();
      const tags = () => ["rates"];
      const [one, other] = [await processLike(shared, { tags }), await processLike(shared, { tags })];
      const { loader, begun, end } = controlledLoad();
      const old = one.values.getOrLoad("key", loader);
      await begun;
      if (by === "key") other.values.delete("key");
      else other.values.deleteByTag("rates");
      await other.values.flush();
      end("old");
      expect(await old).toBe("old");
      await one.values.flush();
      expect(await admin.exists(`${shared}value:key`)).toBe(0);
      await vi.waitFor(() => expect(one.values.peek("key")).toBeUndefined());
      expect(await one.values.getOrLoad("key", () => "new")).toBe("new");
    },
  );

  it("works on its memory and loads by itself while Redis is gone, and rejoins without what it missed", async () => {
    const own = await OwnRedis.start();
    closing.push(() => own.kill());
    const shared = newPrefix();
    const ttl = (value: unknown) => (value === "brief" ? 1 : 60_000);
    const { values } = await processLike(shared, { ttl, timeoutMs: 400 }, own.port);
    values.set("known", "known");
    values.set("deleted", "to be deleted");
    values.set("missed", "missed");
    await values.flush();
    own.signal("SIGSTOP");
    const began = performance.now();
    expect(await values.getOrLoad("other", () => "loaded")).toBe("loaded");
    expect(performance.now() - began).toBeLessThan(700);
    expect(await values.getOrLoad("known", () => "loaded")).toBe("known");
    values.delete("deleted");
    await values.flush();
    expect(heard.map(({ type }) => type)).toEqual(expect.arrayContaining(["redis.lost", "cache.store-failed"]));
    own.signal("SIGCONT");
    await vi.waitFor(
      async () => {
        await values.getOrLoad("probe", () => "brief");
        expect(heard.map(({ type }) => type)).toContain("redis.rejoined");
      },
      { timeout: 3_000 },
    );
    // Everything was forgotten, because changes may have been missed; and what failed to be deleted stays deleted.
    expect(values.peek("known")).toBeUndefined();
    expect(await values.lookUp("known", () => "loaded")).toMatchObject({ value: "known", source: "store" });
    expect(await values.getOrLoad("deleted", () => "loaded")).toBe("loaded");
  });

  it("forgets its memory when the channel of changes was lost and is heard again", async () => {
    const own = await OwnRedis.start();
    closing.push(() => own.kill());
    const { values } = await processLike(newPrefix(), {}, own.port);
    await values.getOrLoad("key", () => "old");
    await own.kill();
    expect(values.peek("key")).toMatchObject({ value: "old" });
    await own.start();
    await vi.waitFor(() => expect(values.peek("key")).toBeUndefined(), { timeout: 3_000 });
  });
});

describe("processes that share a cache over Redis", () => {
  const processes: CacheProcess[] = [];
  const shared = `${prefix}:processes:`;
  beforeAll(async () => {
    const count = 4;
    processes.push(
      ...(await Promise.all(
        Array.from({ length: count }, (_, index) =>
          CacheProcess.start({ port: server.port, prefix: shared, client: index % 2 === 0 ? "redis" : "ioredis" }),
        ),
      )),
    );
  }, 60_000);
  afterAll(() => {
    for (const each of processes) each.kill();
  });
  const everywhere = (ask: (each: CacheProcess) => Promise<unknown>) => Promise.all(processes.map(ask));
  const loads = async (key: string) => Number(await admin.get(`${shared}loads:${key}`));

  it("load a hot key once each time that it expires, however many ask", async () => {
    for (let round = 1; round <= 3; round += 1) {
      const answers = await everywhere((each) => each.load("hot", { times: 50, loadMs: 40 }));
      expect(new Set(answers.flat())).toEqual(new Set([`hot ${round}`]));
      expect(await loads("hot")).toBe(round);
      await later(1_010);
    }
  });

  it("read the new value after one of them changed or deleted it", async () => {
    const [first, ...others] = processes;
    await everywhere((each) => each.load("shared"));
    await first?.set("shared", "changed");
    for (const each of others) {
      await vi.waitFor(async () => expect(await each.load("shared")).toEqual(["changed"]));
    }
    await others[0]?.deleteByTag("lasting");
    for (const each of processes) {
      await vi.waitFor(async () => expect(await each.load("shared")).toEqual(["shared 2"]));
    }
  });

  it("wait for one that died no longer than its lock lives, and then one of them loads", async () => {
    const [dying, ...others] = processes;
    void dying?.load("shared orphan", { loadMs: 60_000 }).catch(() => {});
    await vi.waitFor(async () => expect(await loads("shared orphan")).toBe(1));
    const began = performance.now();
    const waiting = Promise.all(others.map((each) => each.load("shared orphan", { loadMs: 20 })));
    dying?.kill();
    expect(new Set((await waiting).flat())).toEqual(new Set(["shared orphan 2"]));
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(await loads("shared orphan")).toBe(2);
  });
});
