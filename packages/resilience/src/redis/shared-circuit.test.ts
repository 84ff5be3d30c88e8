import { describe, expect, it } from "vitest";
import { circuitBreaker, consecutiveFailures, pipeline } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { type RedisConnection, shareCircuit } from "./index.js";

/** A server that answers a vote when the test says. */
function scene() {
  const clock = new VirtualClock();
  const asked: (() => void)[] = [];
  const connection = {
    run: () => new Promise((resolve) => asked.push(() => resolve([clock.wallNow()]))),
    command: async () => 0,
  } as unknown as RedisConnection;
  const own = circuitBreaker({ name: "vies", strategy: consecutiveFailures(1), perKey: {}, clock });
  const breaker = shareCircuit(own, { connection, publishMs: 1_000 });
  return { clock, asked, own, breaker };
}

describe("a shared breaker", () => {
  it("stands in for the breaker that it was made of", async () => {
    const { breaker, own } = scene();
    const { execute } = pipeline(breaker);
    expect(await execute(() => "well", { key: "DE" })).toBe("well");
    await expect(execute(() => Promise.reject(new Error("down")), { key: "DE" })).rejects.toThrow("down");
    await expect(execute(() => "well", { key: "DE" })).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect([breaker.kind, breaker.name, breaker.stateOf("DE"), breaker.settings]).toEqual([
      "circuit-breaker",
      "vies",
      own.stateOf("DE"),
      own.settings,
    ]);
    breaker.reconfigure?.({ openMs: 5 });
    expect(breaker.settings).toMatchObject({ openMs: 5 });
  });

  it("votes at its pace, never twice at a time", async () => {
    const { clock, asked } = scene();
    await clock.advance(10_000);
    expect(asked.length).toBe(1);
    asked[0]?.();
    await clock.advance(1_000);
    expect(asked.length).toBe(2);
  });

  it("10: nothing runs after close, also when it is closed while a vote is under way", async () => {
    const { clock, asked, breaker } = scene();
    const closed = breaker.close();
    asked[0]?.();
    await closed;
    await clock.advance(60_000);
    expect([asked.length, clock.pendingTimers]).toEqual([1, 0]);
  });

  it("10: its timer keeps no process alive", async () => {
    let detached = 0;
    const clock = new VirtualClock();
    const handles = Object.assign(Object.create(clock), {
      setTimeout: () => ({ unref: () => (detached += 1) }),
      clearTimeout: () => {},
    });
    const own = circuitBreaker({ strategy: consecutiveFailures(1), clock: handles });
    const connection = { run: async () => [0], command: async () => 0 } as unknown as RedisConnection;
    const breaker = shareCircuit(own, { connection });
    await clock.advance(0);
    await breaker.close();
    expect(detached).toBe(1);
  });
});
