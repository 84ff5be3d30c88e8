import { afterAll, afterEach, describe, expect, it } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { type IoRedisClient, type RedisClient, redisConnection, redisScript } from "./index.js";

/** A server that answers as the test says: a value, an error, or never. */
class FakeClient implements IoRedisClient {
  readonly sent: string[][] = [];
  answer: (command: string, ...args: string[]) => Promise<unknown> = async () => "PONG";
  call(command: string, ...args: string[]): Promise<unknown> {
    this.sent.push([command, ...args]);
    return this.answer(command, ...args);
  }
  duplicate(): FakeClient {
    return new FakeClient();
  }
  async subscribe(): Promise<void> {}
  disconnect(): void {}
  on(): void {}
}

const never = () => new Promise<never>(() => {});
const refused = (message: string) => async () => {
  throw new Error(message);
};

function scene({ retryAfterMs = 1_000 } = {}) {
  const clock = new VirtualClock();
  const client = new FakeClient();
  const connection = redisConnection(client, { clock, timeoutMs: 100, retryAfterMs });
  return { clock, client, connection };
}

describe("a connection to Redis", () => {
  const events: ResilienceEvent[] = [];
  const stop = diagnostics.on((event) => events.push(event));
  afterEach(() => {
    events.length = 0;
  });
  afterAll(stop);

  it("takes clients of both packages, and refuses whatever else at construction", () => {
    const others = [undefined, {}, { sendCommand: (_key: string, _readOnly: boolean, _args: string[]) => {} }];
    for (const other of others) {
      expect(() => redisConnection(other as unknown as RedisClient)).toThrow(/client must be/);
    }
    expect(() => redisConnection(new FakeClient(), { timeoutMs: 0 })).toThrow(/timeoutMs must be/);
  });

  it("a hanging server costs one timeout; then commands fail at once, and only a PING goes to it now and then", async () => {
    const { clock, client, connection } = scene();
    client.answer = never;
    const first = connection.command("GET", "a").catch((error: unknown) => error);
    await clock.advance(101);
    expect(await first).toMatchObject({ name: "RedisUnavailable", cause: { message: "No answer within 100 ms." } });
    expect([connection.available, events.map(({ type }) => type)]).toEqual([false, ["redis.lost"]]);
    for (let call = 0; call < 1_000; call += 1) {
      await expect(connection.command("GET", "a")).rejects.toThrow("redis is gone");
      await clock.advance(10);
    }
    // One PING, whose answer never came: a second one would queue up behind it.
    expect(client.sent).toEqual([["GET", "a"], ["PING"]]);
    expect([events.length, clock.pendingTimers]).toEqual([1, 0]);
  });

  it("rejoins when a PING is answered in time, and asks for the next one only after a while", async () => {
    const { clock, client, connection } = scene();
    const seen: boolean[] = [];
    connection.watch(() => {
      throw new Error("of the watcher's own");
    });
    connection.watch((available) => seen.push(available));
    client.answer = refused("Connection is closed.");
    await expect(connection.command("GET", "a")).rejects.toThrow();
    for (let call = 0; call < 40; call += 1) {
      await connection.command("GET", "a").catch(() => {});
      await clock.advance(100);
    }
    expect(client.sent.map(([command]) => command)).toEqual(["GET", "PING", "PING", "PING"]);
    client.answer = async () => "OK";
    await connection.command("GET", "a").catch(() => {});
    await clock.advance(1);
    expect(await connection.command("GET", "a")).toBe("OK");
    expect(seen).toEqual([false, true]);
    expect(events).toMatchObject([{ type: "redis.lost" }, { type: "redis.rejoined", goneMs: 4_000 }]);
  });

  it("a PING that was kept until the connection was back is too late to say that the server is well", async () => {
    const { clock, client, connection } = scene();
    let reconnected = () => {};
    client.answer = refused("Connection is closed.");
    await connection.command("GET", "a").catch(() => {});
    client.answer = () => new Promise((resolve) => (reconnected = () => resolve("PONG")));
    await clock.advance(1_000);
    await connection.command("GET", "a").catch(() => {});
    await clock.advance(60_000);
    reconnected();
    await clock.advance(0);
    expect(connection.available).toBe(false);
    client.answer = async () => "PONG";
    await connection.command("GET", "a").catch(() => {});
    await clock.advance(0);
    expect(connection.available).toBe(true);
  });

  it("an error that the server answers with is passed on, and does not make it gone", async () => {
    const { client, connection } = scene();
    client.answer = refused("WRONGTYPE Operation against a key holding the wrong kind of value");
    await expect(connection.command("GET", "a")).rejects.toThrow("WRONGTYPE");
    expect([connection.available, events]).toEqual([true, []]);
    client.answer = refused("LOADING Redis is loading the dataset in memory");
    await expect(connection.command("GET", "a")).rejects.toThrow("redis is gone");
  });

  it("a command sent before an outage does not begin another one after it", async () => {
    const { clock, client, connection } = scene({ retryAfterMs: 10 });
    let fail = (_error: Error) => {};
    client.answer = () => new Promise((_, reject) => (fail = reject));
    const straggler = connection.command("GET", "a").catch(() => {});
    client.answer = refused("read ECONNRESET");
    await connection.command("GET", "b").catch(() => {});
    client.answer = async () => "PONG";
    await clock.advance(20);
    await connection.command("GET", "c").catch(() => {});
    await clock.advance(0);
    fail(new Error("read ECONNRESET"));
    await straggler;
    expect(connection.available).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(["redis.lost", "redis.rejoined"]);
  });

  it("sends a script's digest, and its source once when the server does not know it", async () => {
    const { client, connection } = scene();
    client.answer = async (command) => {
      if (command === "EVALSHA" && client.sent.length === 1) throw new Error("NOSCRIPT No matching script.");
      return command;
    };
    const script = redisScript("return 1");
    expect(await connection.run(script, ["key"], [1, "two"])).toBe("EVAL");
    expect(await connection.run(script, [], [])).toBe("EVALSHA");
    // As SCRIPT LOAD answers.
    const digest = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";
    expect(client.sent).toEqual([
      ["EVALSHA", digest, "1", "key", "1", "two"],
      ["EVAL", "return 1", "1", "key", "1", "two"],
      ["EVALSHA", digest, "0"],
    ]);
  });

  it("is not lost when the event loop was blocked for longer than the timeout while the answer was there", async () => {
    const client = new FakeClient();
    client.answer = () => new Promise((resolve) => setTimeout(() => setTimeout(() => resolve("OK"), 0), 5));
    const connection = redisConnection(client, { timeoutMs: 30 });
    const answer = connection.command("GET", "a");
    const until = performance.now() + 100;
    while (performance.now() < until);
    expect(await answer).toBe("OK");
  });
});
