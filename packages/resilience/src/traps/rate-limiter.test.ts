import { describe, expect, it } from "vitest";
import { type Clock, pipeline, rateLimiter } from "../index.js";
import { gcra } from "../rate-limiter/gcra.js";
import { VirtualClock } from "../testing/index.js";

describe("traps of rate limiters", () => {
  it("21: GCRA does not drift: after a million permits of a third of a second the next one is due to the ms", () => {
    const meter = gcra({ limit: 3, periodMs: 1_000, burst: 1 });
    let now = 0;
    for (let permit = 0; permit < 1_000_000; permit += 1) {
      meter.take(now);
      now = Math.floor(((permit + 1) * 1_000) / 3);
    }
    // Permit 1,000,000 is due at 333,333,333 1/3 ms; the calls came a fraction early and were let through as if on time.
    expect(meter.waitMs(333_333_333, 0)).toBeCloseTo(1 / 3, 6);
    expect(meter.waitMs(333_333_334, 0)).toBe(0);
  });

  it.each(["gcra", "sliding-window"] as const)("21: no 2x burst at a window's edge: %s", async (kind) => {
    const clock = new VirtualClock();
    const { execute } = pipeline(rateLimiter({ kind, limit: 10, periodMs: 1_000, maxQueue: 100, clock }));
    const times: number[] = [];
    await clock.advance(990);
    const calls = Array.from({ length: 40 }, () => execute(() => void times.push(clock.now())));
    await clock.advance(10_000);
    await Promise.all(calls);
    for (const start of times) {
      expect(times.filter((time) => time >= start && time < start + 1_000).length).toBeLessThanOrEqual(10);
    }
    // Nor slower than the rate: 40 calls of 10 a second are through within 4 s.
    expect(Math.max(...times) - 990).toBeLessThan(4_000);
  });

  it("21: waiters are served in order, also when a timer is late and a newcomer finds a permit free", async () => {
    let now = 0;
    const timers: (() => void)[] = [];
    const clock: Clock = {
      now: () => now,
      wallNow: () => now,
      setTimeout: (callback) => timers.push(callback),
      clearTimeout: () => {},
    };
    const { execute } = pipeline(rateLimiter({ kind: "gcra", limit: 1, periodMs: 100, clock }));
    const served: string[] = [];
    const serve = (name: string) => execute(() => void served.push(name));
    await serve("first");
    const calls = [serve("second")];
    now = 150;
    calls.push(serve("newcomer"));
    await Promise.resolve();
    expect(served).toEqual(["first"]);
    for (now of [150, 250]) timers.shift()?.();
    await Promise.all(calls);
    expect(served).toEqual(["first", "second", "newcomer"]);
  });
});
