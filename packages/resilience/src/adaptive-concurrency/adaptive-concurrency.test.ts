import { describe, expect, it, vi } from "vitest";
import { diagnostics } from "../diagnostics/diagnostics.js";
import type { ResilienceEvent } from "../diagnostics/events.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { type AdaptiveConcurrencyOptions, adaptiveConcurrency } from "./adaptive-concurrency.js";
import { gradientLimit } from "./gradient-limit.js";
import { isOverload } from "./overload.js";
import { vegasLimit } from "./vegas-limit.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

function limited(options: Partial<AdaptiveConcurrencyOptions> = {}) {
  const clock = new VirtualClock();
  const policy = adaptiveConcurrency({ algorithm: gradientLimit(), clock, ...options });
  const { execute } = pipeline(policy);
  const taking = (ms: number) => () => new Promise((resolve) => clock.setTimeout(() => resolve(ms), ms));
  return { clock, policy, execute, taking };
}

describe("gradient limit", () => {
  const next = gradientLimit({ tolerance: 1.5, queueSize: 4, smoothing: 0.2 });

  it.each([
    ["grows by the queue while latency is within the tolerance", 10, 15, 100 + 4 * 0.2],
    ["falls with the latency", 10, 20, 100 * 0.8 + (75 + 4) * 0.2],
    ["never by more than half", 10, 900, 100 * 0.8 + (50 + 4) * 0.2],
  ])("%s", (_, baselineMs, latencyMs, expected) => {
    expect(next({ limit: 100, latencyMs, baselineMs })).toBeCloseTo(expected, 9);
  });
});

describe("Vegas limit", () => {
  const next = vegasLimit();
  const waiting = (calls: number) => ({ limit: 100, baselineMs: 10, latencyMs: 10 / (1 - calls / 100) });

  it.each([
    [0, 112],
    [1.9, 112],
    [4, 102],
    [8, 100],
    [12.1, 98],
    [60, 98],
  ])("with %d of 100 calls waiting it goes to %d", (calls, expected) => {
    expect(next(waiting(calls))).toBeCloseTo(expected, 9);
  });

  it("refuses a beta under alpha", () => {
    expect(() => vegasLimit({ alpha: 8 })).toThrowError(/beta must be at least alpha, 8/);
  });
});

describe("adaptive concurrency", () => {
  it("refuses what is over the limit, at once", async () => {
    const { clock, policy, execute, taking } = limited({ initialLimit: 2 });
    const calls = [1, 2, 3].map(() => outcome(execute(taking(10))));
    expect(await calls[2]).toMatchObject({ reason: { code: "CONCURRENCY_LIMITED" } });
    expect([policy.limit, policy.running]).toEqual([2, 2]);
    await clock.advance(10);
    expect(await Promise.all(calls)).toMatchObject([{ value: 10 }, { value: 10 }, {}]);
    expect(policy.running).toBe(0);
  });

  it("lets a bounded queue wait, first come, first served, for so long at most", async () => {
    const { clock, policy, execute, taking } = limited({ initialLimit: 1, queue: 2, queueTimeoutMs: 15 });
    const calls = [1, 2, 3, 4].map(() => outcome(execute(taking(10))));
    await clock.advance(0);
    expect(policy.waiting).toBe(2);
    await clock.advance(100);
    expect(await Promise.all(calls)).toMatchObject([
      { value: 10 },
      { value: 10 },
      { reason: { code: "CONCURRENCY_LIMITED", message: expect.stringContaining("no place within 15 ms") } },
      { reason: { code: "CONCURRENCY_LIMITED" } },
    ]);
    expect([policy.running, policy.waiting, clock.pendingTimers]).toEqual([0, 0, 0]);
  });

  it("admits who waits as soon as the limit has grown", async () => {
    const { clock, policy, execute, taking } = limited({ initialLimit: 1, queue: 5 });
    const calls = Array.from({ length: 4 }, () => execute(taking(10)));
    await clock.advance(1);
    policy.reconfigure({ minLimit: 4, initialLimit: 4 });
    expect([policy.limit, policy.running, policy.waiting]).toEqual([4, 4, 0]);
    await clock.advance(20);
    await Promise.all(calls);
  });

  it("admits who waits as soon as a round has raised the limit", async () => {
    const { clock, policy, execute, taking } = limited({ initialLimit: 1, queue: 100, algorithm: () => 3 });
    const calls = Array.from({ length: 60 }, () => execute(taking(10)));
    await clock.advance(399);
    expect(policy.running).toBe(1);
    await clock.advance(1);
    expect([policy.limit, policy.running]).toEqual([3, 3]);
    await clock.advance(1_000);
    await Promise.all(calls);
  });

  it("has a limit a key", async () => {
    const { clock, policy, execute, taking } = limited({ initialLimit: 1, perKey: {} });
    const results = Promise.allSettled(["DE", "DE", "FR"].map((key) => execute(taking(5), { key })));
    await clock.advance(5);
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(policy.snapshot()).toMatchObject({ limit: 1, running: 0, keys: 2 });
  });

  it.each<[string, unknown, number]>([
    ["a service that is overloaded", Object.assign(new Error("unavailable"), { status: 503 }), 10],
    ["a broken service", Object.assign(new Error("internal"), { status: 500 }), 20],
    ["an unknown customer", Object.assign(new Error("unknown"), { status: 404 }), 20],
  ])("after twenty errors of %s", async (_, error, limit) => {
    const { policy, execute } = limited();
    for (let call = 0; call < 20; call += 1) await outcome(execute(() => Promise.reject(error)));
    expect(policy.limit).toBe(limit);
  });

  it.each<[unknown, boolean]>([
    [{ status: 429 }, true],
    [{ status: 504 }, true],
    [{ status: 500, name: "TimeoutError" }, false],
    [new DOMException("late", "TimeoutError"), true],
    [new Error("ECONNREFUSED"), false],
    ["503", false],
    [null, false],
  ])("whether %o is overload: %s", (error, expected) => {
    expect(isOverload(error)).toBe(expected);
  });

  it("tells what was refused and what the limit became", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "told" && heard.push(event));
    const { clock, execute, taking } = limited({ name: "told", initialLimit: 1, queue: 1, algorithm: () => 3 });
    const calls = Promise.allSettled([1, 2, 3].map(() => execute(taking(1), { key: "DE" })));
    await clock.advance(10);
    await calls;
    for (let call = 0; call < 40; call += 1) await execute(() => 1);
    stop();
    expect(heard).toEqual([
      { type: "concurrency.queued", policy: "told", key: "DE", waiting: 1 },
      { type: "concurrency.rejected", policy: "told", key: "DE", limit: 1 },
      { type: "concurrency.admitted", policy: "told", key: "DE", waitedMs: 1 },
      { type: "concurrency.limit-changed", policy: "told", key: undefined, from: 1, to: 3 },
    ]);
  });

  it("keeps the settings it has when the new ones are invalid", () => {
    const { policy } = limited({ maxLimit: 50 });
    expect(() => policy.reconfigure({ minLimit: 60 })).toThrowError(/maxLimit must be at least minLimit, 60/);
    expect(() => policy.reconfigure({ perKey: {} })).toThrowError(/perKey can not change/);
    expect(policy.settings).toMatchObject({ minLimit: 1, maxLimit: 50, initialLimit: 20, queue: 0 });
    policy.reconfigure({ maxLimit: 10, initialLimit: 5 });
    expect(policy.limit).toBe(10);
  });

  it.each<[string, Partial<AdaptiveConcurrencyOptions>, RegExp]>([
    ["no place at all", { minLimit: 0 }, /minLimit must be an integer from 1/],
    ["a start outside the bounds", { initialLimit: 5, minLimit: 6 }, /initialLimit must be from minLimit, 6, to/],
    ["patience without a queue", { queueTimeoutMs: 5 }, /queueTimeoutMs needs a queue/],
  ])("refuses %s", (_, options, message) => {
    expect(() => limited(options)).toThrowError(message);
  });

  it("takes any function for an algorithm", async () => {
    const algorithm = vi.fn(() => 7);
    const { policy, execute } = limited({ algorithm, initialLimit: 1 });
    for (let call = 0; call < 40; call += 1) await execute(() => 1);
    expect(policy.limit).toBe(7);
    expect(algorithm).toHaveBeenCalledWith({ limit: 1, latencyMs: 0.001, baselineMs: 0.001 });
  });
});
