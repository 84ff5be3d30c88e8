import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { diagnostics, pipeline, type ResilienceEvent } from "../../packages/resilience/src/index.js";
import {
  type RedisConnectionOptions,
  type RedisRateLimiterOptions,
  redisConnection,
  redisRateLimiter,
} from "../../packages/resilience/src/redis/index.js";
import { anyRedis, clientPackages, deleteKeys, OwnRedis, openClient, ownPrefix } from "./redis-server.js";

type Kind = RedisRateLimiterOptions["kind"];
type Settings = Omit<RedisRateLimiterOptions, "connection" | "prefix" | "kind"> & { readonly burst?: number };

const minute = 60_000;
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => "went through",
    (error) => error,
  );
const anyMs = (least: number, most: number) =>
  expect.toSatisfy((ms: number) => ms > least && ms <= most, `from ${least} to ${most}`);

function heard(): ResilienceEvent[] {
  const events: ResilienceEvent[] = [];
  onTestFinished(diagnostics.on((event) => events.push(event)));
  return events;
}

describe.each(clientPackages)("a rate limiter over Redis with the package %s", (client) => {
  let server: Awaited<ReturnType<typeof anyRedis>>;
  beforeAll(async () => {
    server = await anyRedis();
  });
  afterAll(() => server.stop());

  /** A process of its own would differ in nothing but the process. */
  async function process(prefix: string, kind: Kind, settings: Settings) {
    const { client: open, close } = await openClient[client](server.port);
    onTestFinished(close);
    const connection = redisConnection(open, { timeoutMs: 10_000 });
    const limiter = redisRateLimiter({ connection, prefix, kind, ...settings } as RedisRateLimiterOptions);
    return { limiter, connection, execute: pipeline(limiter).execute };
  }

  async function redis() {
    const prefix = ownPrefix();
    const direct = new Redis({ host: "127.0.0.1", port: server.port });
    onTestFinished(async () => {
      direct.disconnect();
      await deleteKeys(server.port, prefix);
    });
    return { prefix, direct };
  }

  describe.each(["gcra", "sliding-window"] as const)("%s", (kind) => {
    it("serves first come, first served, as fast as the limit allows and no faster", async () => {
      const { prefix } = await redis();
      const { execute } = await process(prefix, kind, { limit: 10, periodMs: 200 });
      const served: number[] = [];
      const start = performance.now();
      await Promise.all(Array.from({ length: 31 }, (_, call) => execute(() => served.push(call))));
      expect(served).toEqual(Array.from({ length: 31 }, (_, call) => call));
      expect(performance.now() - start).toBeGreaterThanOrEqual(599);
    });

    it("counts the calls of all processes together, each key apart", async () => {
      const { prefix } = await redis();
      const settings = { limit: 3, periodMs: minute, maxQueue: 0, perKey: {}, ...(kind === "gcra" && { burst: 3 }) };
      const [one, two] = [await process(prefix, kind, settings), await process(prefix, kind, settings)];
      const go = [one, two, one].map(({ execute }) => execute(() => "went through", { key: "DE" }));
      expect(await Promise.all(go)).toEqual(["went through", "went through", "went through"]);
      expect(await refused(two.execute(() => {}, { key: "DE" }))).toMatchObject({
        code: "RATE_LIMITED",
        retryAfterMs: anyMs(kind === "gcra" ? 10_000 : 50_000, minute),
      });
      expect(await two.execute(() => "went through", { key: "FR" })).toBe("went through");
    });

    it("refuses when the queue is full, when the deadline comes first, and who left while waiting", async () => {
      const { prefix } = await redis();
      const events = heard();
      const { execute, limiter } = await process(prefix, kind, { limit: 1, periodMs: minute, maxQueue: 1 });
      const work = () => "went through";
      expect(await execute(work)).toBe("went through");
      // Alone, so that only the deadline speaks against it.
      expect(await refused(execute(work, { deadlineMs: 30_000 }))).toMatchObject({ code: "RATE_LIMITED" });
      const caller = new AbortController();
      const waiting = refused(execute(work, { signal: caller.signal }));
      expect(await refused(execute(work))).toMatchObject({ code: "RATE_LIMITED", message: /1 calls wait already/ });
      expect(limiter.snapshot?.()).toEqual({ available: true, keys: [{ key: "", waiting: 1 }] });
      caller.abort();
      expect(await waiting).toMatchObject({ code: "ABORTED" });
      expect(events.map(({ type }) => type)).toEqual([
        "limiter.rejected",
        "limiter.queued",
        "limiter.rejected",
        "limiter.left",
      ]);
    });

    it("nobody counts as waiting while permits are free, however many come at once", async () => {
      const { prefix } = await redis();
      const burst = kind === "gcra" ? { burst: 5_000 } : {};
      const { execute } = await process(prefix, kind, { limit: 5_000, periodMs: minute, maxQueue: 0, ...burst });
      const outcomes = await Promise.all(Array.from({ length: 5_500 }, () => refused(execute(() => "went through"))));
      const admitted = outcomes.filter((outcome) => outcome === "went through").length;
      // GCRA: what grows back while they are asked for comes on top.
      expect(admitted).toBeGreaterThanOrEqual(5_000);
      expect(admitted).toBeLessThan(kind === "gcra" ? 5_500 : 5_001);
      expect(outcomes.at(-1)).toMatchObject({ code: "RATE_LIMITED" });
    });

    it("4: a caller who leaves gives the reserved permit back", async () => {
      const { prefix } = await redis();
      const { execute, limiter } = await process(prefix, kind, { limit: 1, periodMs: minute });
      await execute(() => {});
      const callers = [new AbortController(), new AbortController()];
      const calls = callers.map(({ signal }) => refused(execute(() => {}, { signal })));
      expect(await limiter.waitTime()).toBeGreaterThan(2 * minute);
      for (const caller of callers) caller.abort();
      await Promise.all(calls);
      expect(await limiter.waitTime()).toEqual(anyMs(minute / 2, minute));
    });

    it("a permit that a caller left behind goes to the next in line", async () => {
      const { prefix } = await redis();
      const { execute } = await process(prefix, kind, { limit: 1, periodMs: 500 });
      await execute(() => {});
      const caller = new AbortController();
      const start = performance.now();
      const left = refused(execute(() => {}, { signal: caller.signal }));
      const next = execute(() => performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 100));
      caller.abort();
      await left;
      expect(await next).toBeLessThan(990);
    });

    it("waitTime is what a call would wait, and costs no permit", async () => {
      const { prefix } = await redis();
      const { execute, limiter } = await process(prefix, kind, { limit: 2, periodMs: minute, maxQueue: 10 });
      expect([await limiter.waitTime(), await limiter.waitTime()]).toEqual([0, 0]);
      const caller = new AbortController();
      const calls = Array.from({ length: 6 }, () => refused(execute(() => {}, { signal: caller.signal })));
      const wait = await limiter.waitTime();
      // GCRA: every half minute one; the window: two a minute, the seventh begins its fourth minute.
      expect(wait).toEqual(anyMs(3 * minute - 5_000, 3 * minute));
      caller.abort();
      await Promise.all(calls);
    });

    it("a pause holds back every process", async () => {
      const { prefix } = await redis();
      const [one, two] = [
        await process(prefix, kind, { limit: 100, periodMs: 1_000, perKey: {} }),
        await process(prefix, kind, { limit: 100, periodMs: 1_000, perKey: {} }),
      ];
      one.limiter.pause(minute, "DE");
      one.limiter.pause(minute / 2);
      one.limiter.pause(10);
      await one.connection.command("PING");
      expect(await two.limiter.waitTime("DE")).toEqual(anyMs(minute / 2, minute));
      expect(await two.limiter.waitTime("FR")).toEqual(anyMs(minute / 4, minute / 2));
      expect(await refused(two.execute(() => {}, { key: "FR", deadlineMs: 1_000 }))).toMatchObject({
        code: "RATE_LIMITED",
      });
    });

    it("22: its keys expire by themselves", async () => {
      const { prefix, direct } = await redis();
      const { execute } = await process(prefix, kind, { limit: 5, periodMs: 10_000 });
      await execute(() => {});
      const keys = await direct.keys(`${prefix}*`);
      expect(keys.length).toBe(kind === "gcra" ? 1 : 2);
      for (const key of keys) expect(await direct.pttl(key)).toEqual(anyMs(0, 11_001));
    });

    it("8: the server's wall clock stepping back an hour makes nobody wait for an hour", async () => {
      const { prefix, direct } = await redis();
      const { execute, limiter } = await process(prefix, kind, { limit: 1, periodMs: minute });
      await execute(() => {});
      // As if the state had been written an hour later.
      const hour = 3_600_000_000;
      for (const key of await direct.keys(`${prefix}*`)) {
        if ((await direct.type(key)) === "list") {
          const [slot] = await direct.lrange(key, 0, 0);
          await direct.lset(key, 0, String(Number(slot) + hour));
          continue;
        }
        const fields = (await direct.get(key))?.split(":").map(Number) ?? [];
        const later = kind === "gcra" ? [0, 2] : [0];
        await direct.set(key, fields.map((field, index) => (later.includes(index) ? field + hour : field)).join(":"));
      }
      expect(await limiter.waitTime()).toEqual(anyMs(minute - 5_000, minute));
      // And time goes on from there.
      const waiting = refused(execute(() => {}, { signal: AbortSignal.timeout(50) }));
      expect(await limiter.waitTime()).toEqual(anyMs(2 * minute - 5_000, 2 * minute));
      await waiting;
    });

    it("takes new settings while calls wait, and keeps the old ones when the new are invalid", async () => {
      const { prefix } = await redis();
      const { execute, limiter } = await process(prefix, kind, { limit: 1, periodMs: 500 });
      await execute(() => {});
      const waiting = [execute(() => {}), execute(() => {}), execute(() => {})];
      expect(() => limiter.reconfigure({ limit: 0 })).toThrow(/limit must be an integer from 1/);
      expect(() => limiter.reconfigure({ prefix: "other" })).toThrow(/prefix can not change/);
      limiter.reconfigure({ limit: 10, periodMs: 100 });
      await Promise.all(waiting);
      expect(limiter.settings).toMatchObject({ kind, limit: 10, periodMs: 100, maxQueue: 1_000, whenGone: "local" });
    });
  });

  it("forgets no permit of a window whose limit is lowered and raised again", async () => {
    const { prefix } = await redis();
    const { limiter, execute } = await process(prefix, "sliding-window", { limit: 3, periodMs: minute });
    await Promise.all([execute(() => {}), execute(() => {}), execute(() => {})]);
    limiter.reconfigure({ limit: 1 });
    expect(await limiter.waitTime()).toEqual(anyMs(minute / 2, minute));
    limiter.reconfigure({ limit: 2 });
    expect(await limiter.waitTime()).toEqual(anyMs(minute / 2, minute));
    limiter.reconfigure({ limit: 4 });
    await execute(() => {});
    expect(await limiter.waitTime()).toEqual(anyMs(minute / 2, minute));
  });
});

describe.each(clientPackages)("a rate limiter whose Redis server is lost, with the package %s", (client) => {
  const timeoutMs = 300;

  async function scene(settings: Partial<RedisRateLimiterOptions> = {}, options: RedisConnectionOptions = {}) {
    const server = await OwnRedis.start();
    const { client: open, close } = await openClient[client](server.port);
    onTestFinished(async () => {
      await close();
      await server.kill();
    });
    const connection = redisConnection(open, { timeoutMs, retryAfterMs: 100, ...options });
    const defaults = { connection, kind: "sliding-window", limit: 1_000, periodMs: minute, maxQueue: 10 } as const;
    const limiter = redisRateLimiter({ ...defaults, ...settings } as RedisRateLimiterOptions);
    const { execute } = pipeline(limiter);
    await execute(() => {});
    const until = async (available: boolean) => {
      while (connection.available !== available) {
        await connection.command("PING").catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    return { server, limiter, execute, connection, until, events: heard() };
  }

  const types = (events: readonly ResilienceEvent[]) =>
    events.map(({ type }) => type).filter((type) => type.startsWith("redis."));

  it("goes on by itself within one timeout while the server hangs, says so once, and rejoins", async () => {
    const { server, execute, until, events } = await scene();
    server.signal("SIGSTOP");
    const start = performance.now();
    for (let call = 0; call < 100; call += 1) await execute(() => {});
    const tookMs = performance.now() - start;
    // One timeout for the first call, and none for the 99 after it.
    expect(tookMs).toBeGreaterThan(timeoutMs - 1);
    expect(tookMs).toBeLessThan(3 * timeoutMs);
    expect(types(events)).toEqual(["redis.lost"]);
    server.signal("SIGCONT");
    await until(true);
    expect(types(events)).toEqual(["redis.lost", "redis.rejoined"]);
  });

  it("killed in the middle of many calls: all are answered; back, the server decides again", async () => {
    const { server, execute, until, events, connection } = await scene({ maxQueue: 1_000 });
    const calls = Array.from({ length: 200 }, async (_, call) => {
      await new Promise((resolve) => setTimeout(resolve, call));
      return execute(() => "went through");
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.kill();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(["went through"]));
    expect([connection.available, types(events)]).toEqual([false, ["redis.lost"]]);
    await server.start();
    await until(true);
    await execute(() => {});
    expect(types(events)).toEqual(["redis.lost", "redis.rejoined"]);
    expect(await connection.command("LLEN", "tidegate:{rate-limiter}:log:")).toBeGreaterThan(0);
  });

  it("keeps to this process's share meanwhile, what the server had granted it included", async () => {
    const { server, execute, until } = await scene({ limit: 10, expectedProcesses: 2, maxQueue: 0 });
    for (let call = 0; call < 2; call += 1) await execute(() => {});
    await server.kill();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refused(execute(() => "went through"))));
    expect(outcomes.filter((outcome) => outcome === "went through").length).toBe(10 / 2 - 3);
    await until(false);
  });

  it.each(["allow", "reject"] as const)("lets all or nobody through when told so: %s", async (whenGone) => {
    const { server, execute } = await scene({ limit: 1, whenGone });
    await server.kill();
    const outcomes = await Promise.all([
      refused(execute(() => "went through")),
      refused(execute(() => "went through")),
    ]);
    if (whenGone === "allow") expect(outcomes).toEqual(["went through", "went through"]);
    else expect(outcomes).toMatchObject([{ code: "RATE_LIMITED" }, { code: "RATE_LIMITED" }]);
  });

  it("hands those who wait locally back to the server when it is there again", async () => {
    const { server, execute, until, limiter } = await scene({ limit: 1, periodMs: minute });
    await server.kill();
    await until(false);
    const waiting = execute(() => "went through");
    expect(await limiter.waitTime()).toBeGreaterThan(minute / 2);
    // A server that knows of no permit given; nobody else calls meanwhile.
    await server.start();
    expect(await waiting).toBe("went through");
  });
});
