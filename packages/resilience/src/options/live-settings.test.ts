import { describe, expect, it } from "vitest";
import {
  bulkhead,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  isResilienceError,
  pipeline,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const down = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

function everything() {
  const clock = new VirtualClock();
  const breaker = circuitBreaker({ strategy: consecutiveFailures(3), openMs: 1_000, clock });
  const slots = bulkhead({ concurrency: 1, queue: 10, clock });
  const limiter = rateLimiter({ kind: "gcra", limit: 1, periodMs: 1_000, clock });
  const retries = retry({ maxRetries: 2, backoff: constantBackoff(10), jitter: "none", clock });
  const limit = timeout({ ms: 100, clock });
  return { clock, breaker, slots, limiter, retries, limit };
}

describe("reconfiguration", () => {
  it.each([
    ["retry", { maxRetries: -1 }, "maxRetries"],
    ["retry", { maxRetires: 1 }, "maxRetires"],
    ["timeout", { ms: 0 }, "ms"],
    ["timeout", { name: "other" }, "name"],
    ["breaker", { openMs: 5_000, maxOpenMs: 10 }, "maxOpenMs"],
    ["breaker", { perKey: {} }, "perKey"],
    ["slots", { concurrency: 0 }, "concurrency"],
    ["slots", { order: () => {} }, "order"],
    ["limiter", { limit: 0 }, "limit"],
    ["limiter", { kind: "sliding-window" }, "kind"],
    ["limiter", null, "object"],
  ])("%s keeps its settings when %o is invalid", (which, changes, named) => {
    const { breaker, slots, limiter, retries, limit } = everything();
    const policy = { retry: retries, timeout: limit, breaker, slots, limiter }[which];
    const before = JSON.stringify(policy?.settings);
    for (const change of [policy?.checkChanges, policy?.reconfigure]) {
      expect(() => change?.(changes as object)).toThrowError(named);
      expect(JSON.stringify(policy?.settings)).toBe(before);
    }
  });

  it("checks changes without making them", () => {
    const { limit } = everything();
    limit.checkChanges?.({ ms: 50 });
    expect(limit.settings).toMatchObject({ ms: 100 });
    limit.reconfigure?.({ ms: 50 });
    expect(limit.settings).toMatchObject({ ms: 50, kind: "attempt" });
  });

  it("more slots start those who wait; fewer take effect as calls end", async () => {
    const { clock, slots } = everything();
    const { execute } = pipeline(slots);
    const lasting = (ms: number) => () => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    const calls = [100, 100, 100, 100, 100, 100].map((ms) => execute(lasting(ms)));
    expect([slots.running, slots.waiting]).toEqual([1, 5]);
    slots.reconfigure?.({ concurrency: 4 });
    expect([slots.running, slots.waiting]).toEqual([4, 2]);
    slots.reconfigure?.({ concurrency: 1 });
    await clock.advance(100);
    expect([slots.running, slots.waiting]).toEqual([1, 1]);
    await clock.advance(200);
    await Promise.all(calls);
    expect([slots.running, slots.waiting]).toEqual([0, 0]);
  });

  it.each(["gcra", "sliding-window"] as const)(
    "a limiter goes on at another rate, and forgets no permit: %s",
    async (kind) => {
      const clock = new VirtualClock();
      const limiter = rateLimiter({ kind, limit: 1, periodMs: 1_000, clock });
      const { execute } = pipeline(limiter);
      const times = [0, 1, 2, 3].map(() => execute(() => clock.now()));
      await clock.advance(500);
      limiter.reconfigure?.({ limit: 2 });
      await clock.advance(10_000);
      const expected = kind === "gcra" ? [0, 1_000, 1_500, 2_000] : [0, 500, 1_000, 1_500];
      expect(await Promise.all(times)).toEqual(expected);
      limiter.reconfigure?.({ limit: 1, periodMs: 5_000 });
      const slow = [0, 1, 2].map(() => execute(() => clock.now()));
      await clock.advance(20_000);
      expect(await Promise.all(slow)).toEqual([10_500, 15_500, 20_500]);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it("a retry under way follows the settings in force, and a timeout those it began with", async () => {
    const { clock, retries, limit } = everything();
    let tries = 0;
    const call = outcome(
      pipeline(retries, limit).execute(() => {
        tries += 1;
        return down();
      }),
    );
    await clock.advance(5);
    retries.reconfigure?.({ maxRetries: 5 });
    limit.reconfigure?.({ ms: 1 });
    await clock.advance(1_000);
    expect(await call).toMatchObject({ reason: { status: 503 } });
    expect(tries).toBe(6);
  });

  it("a breaker counts anew by another strategy, and stays in its state", async () => {
    const { breaker } = everything();
    const { execute } = pipeline(breaker);
    for (let call = 0; call < 2; call += 1) await outcome(execute(down));
    breaker.reconfigure?.({ strategy: consecutiveFailures(2) });
    await outcome(execute(down));
    expect(breaker.state).toBe("closed");
    await outcome(execute(down));
    expect(breaker.state).toBe("open");
    breaker.reconfigure?.({ strategy: consecutiveFailures(9) });
    expect(breaker.state).toBe("open");
  });
});

describe("functions of the caller that throw", () => {
  const broken = () => {
    throw new Error("broken predicate");
  };

  it("a predicate's error never hides the work's", async () => {
    const { clock } = everything();
    const judged = pipeline(
      retry({ isTransient: broken, clock }),
      circuitBreaker({ strategy: consecutiveFailures(1), isFailure: broken, clock }),
    );
    expect(await outcome(judged.execute(down))).toMatchObject({ reason: { status: 503 } });
  });

  it("fail the call and leak no slot, probe or timer", async () => {
    const { clock, slots, limit } = everything();
    const keyed = circuitBreaker({ strategy: consecutiveFailures(1), perKey: { by: broken }, clock });
    const call = await outcome(pipeline(slots, limit, keyed).execute(() => 1));
    expect(call).toMatchObject({ reason: { message: "broken predicate" } });
    expect(isResilienceError(call?.status === "rejected" && call.reason)).toBe(false);
    expect([slots.running, clock.pendingTimers]).toEqual([0, 0]);
  });
});
