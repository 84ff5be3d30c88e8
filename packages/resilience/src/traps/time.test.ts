import { afterEach, describe, expect, it, vi } from "vitest";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import { timeWindow } from "../circuit-breaker/time-window.js";
import {
  bulkhead,
  type CacheStore,
  cache,
  circuitBreaker,
  pipeline,
  rateLimiter,
  retry,
  systemClock,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const hour = 3_600_000;

describe("traps of time", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("8: a wall clock that steps back an hour changes neither an open circuit nor a limiter nor a cached value", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), openMs: 1_000, clock });
    const limiter = rateLimiter({ kind: "sliding-window", limit: 1, periodMs: 1_000, clock });
    const values = cache<number>({ ttlMs: 1_000, clock });
    await Promise.allSettled([pipeline(breaker).execute(() => Promise.reject(new Error("down")))]);
    await pipeline(limiter).execute(() => 1);
    await values.getOrLoad("key", () => 1);
    clock.stepWall(-hour);
    expect(limiter.waitTime()).toBe(1_000);
    await clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
    expect(limiter.waitTime()).toBe(0);
    expect(values.peek("key")).toBeUndefined();
  });

  it("8: a value from the store is not fresh for longer because the wall clock stepped back", async () => {
    const clock = new VirtualClock();
    const storedAt = clock.wallNow();
    const store: CacheStore = {
      get: () => Promise.resolve({ value: "stored", storedAt, expiresAt: storedAt + 1_000 }),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    };
    clock.stepWall(-hour);
    const values = cache<string>({ ttlMs: 1_000, store, clock });
    expect(await values.getOrLoad("key", () => "loaded")).toBe("stored");
    await clock.advance(1_000);
    expect(await values.getOrLoad("key", () => "loaded")).toBe("loaded");
  });

  it("8: the system clock is looked up at call time", () => {
    vi.useFakeTimers();
    const before = systemClock.now();
    vi.advanceTimersByTime(5_000);
    expect(systemClock.now() - before).toBe(5_000);
  });

  it("9: a delay over 2^31-1 ms does not fire at once", () => {
    vi.useFakeTimers();
    const days = 24 * hour;
    const fired = vi.fn();
    systemClock.setTimeout(fired, 60 * days);
    vi.advanceTimersByTime(60 * days - 1);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it("9: such a delay can be cleared in each of its pieces", () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    const timer = systemClock.setTimeout(fired, 60 * 24 * hour);
    vi.advanceTimersByTime(30 * 24 * hour);
    systemClock.clearTimeout(timer);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60 * 24 * hour);
    expect(fired).not.toHaveBeenCalled();
  });

  it("10: policies keep no timer when nothing is in flight", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(
      cache({ ttlMs: 1_000, staleWhileRevalidateMs: 1_000, lastKnownGoodMs: 1_000, clock }),
      bulkhead({ concurrency: 1, queue: 10, queueTimeoutMs: 60_000, clock }),
      timeout({ ms: 60_000, kind: "total", clock }),
      retry({ clock }),
      circuitBreaker({
        strategy: timeWindow({ windowMs: 1_000, minimumCalls: 1, failureRate: 1 }),
        perKey: {},
        clock,
      }),
      rateLimiter({ kind: "gcra", limit: 100, periodMs: 1_000, perKey: {}, clock }),
      timeout({ ms: 1_000, clock }),
    );
    const calls = Promise.allSettled(
      Array.from({ length: 5 }, (_, index) =>
        execute(() => (index === 0 ? Promise.reject(new Error("down")) : index), {
          key: `key ${index}`,
          deadlineMs: 30_000,
        }),
      ),
    );
    await clock.advance(100);
    expect(await calls).toHaveLength(5);
    expect(clock.pendingTimers).toBe(0);
  });

  it("10: a caller who leaves a queue leaves no timer behind", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(rateLimiter({ kind: "gcra", limit: 1, periodMs: hour, clock }));
    await execute(() => 1);
    const caller = new AbortController();
    const waiting = Promise.allSettled([execute(() => 2, { signal: caller.signal })]);
    await clock.advance(1);
    expect(clock.pendingTimers).toBe(1);
    caller.abort();
    await waiting;
    expect(clock.pendingTimers).toBe(0);
  });
});
