import { describe, expect, it } from "vitest";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import { circuitBreaker, pipeline, rateLimiter } from "../index.js";
import { VirtualClock } from "../testing/index.js";

const down = () => Promise.reject(Object.assign(new Error("down"), { status: 500 }));

describe("traps of keys", () => {
  it("22: a breaker's keys are bounded: the longest unused go first", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(9), perKey: { maxKeys: 100 }, clock });
    const { execute } = pipeline(breaker);
    for (let key = 0; key < 10_000; key += 1) {
      await execute(() => key, { key: `key ${key}` });
      await execute(() => key, { key: "favourite" });
    }
    expect(breaker.states().size).toBe(100);
    expect(breaker.states().has("favourite")).toBe(true);
    expect(breaker.states().has("key 9999")).toBe(true);
    expect(breaker.states().has("key 0")).toBe(false);
  });

  it("22: keys that were not used for a while are forgotten, open circuits are not", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({
      strategy: consecutiveFailures(1),
      openMs: 100_000,
      perKey: { idleMs: 1_000 },
      clock,
    });
    const { execute } = pipeline(breaker);
    await Promise.allSettled([execute(down, { key: "DE" })]);
    await execute(() => 1, { key: "FR" });
    await clock.advance(1_000);
    await execute(() => 1, { key: "ES" });
    expect([...breaker.states()]).toEqual([
      ["DE", "open"],
      ["ES", "closed"],
    ]);
  });

  it("22: a limiter forgets no key that still owes a wait: a flood of new ones does not lift the limit", async () => {
    const clock = new VirtualClock();
    const limiter = rateLimiter({
      kind: "gcra",
      limit: 1,
      periodMs: 60_000,
      maxQueue: 0,
      perKey: { maxKeys: 10 },
      clock,
    });
    const { execute } = pipeline(limiter);
    const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
    const results = await Promise.allSettled(keys.map((key) => execute(() => key, { key })));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await Promise.allSettled([execute(() => 1, { key: "key 0" })])).toMatchObject([
      { reason: { code: "RATE_LIMITED" } },
    ]);
    await clock.advance(60_000);
    expect(await execute(() => "again", { key: "key 49" })).toBe("again");
  });

  it("one key's failures leave the others alone, and `by` says what a key is", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({
      strategy: consecutiveFailures(1),
      perKey: { by: (key) => key.slice(0, 2) },
      clock,
    });
    const { execute } = pipeline(breaker);
    await Promise.allSettled([execute(down, { key: "DE123" })]);
    expect([breaker.stateOf("DE456"), breaker.stateOf("FR123")]).toEqual(["open", "closed"]);
    breaker.reset("DE");
    expect(breaker.stateOf("DE456")).toBe("closed");
  });
});
