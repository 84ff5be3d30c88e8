import { describe, expect, it } from "vitest";
import {
  bulkhead,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  countWindow,
  exponentialBackoff,
  fibonacciBackoff,
  linearBackoff,
  type Policy,
  pipeline,
  rateLimiter,
  retry,
  retryBudget,
  timeout,
  timeWindow,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const untyped = <T>(options: unknown): T => options as T;
const down = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
const rates = { minimumCalls: 1, failureRate: 0.5 };

describe("what policies are called, and their defaults", () => {
  it.each<[string, Policy<unknown>, object]>([
    [
      "retry",
      retry(),
      {
        name: "retry",
        maxRetries: 3,
        jitter: "full",
        maxElapsedMs: Number.POSITIVE_INFINITY,
        maxRetryAfterMs: 60_000,
        backoff: { kind: "exponential", initialMs: 1_000, maxMs: 30_000 },
      },
    ],
    [
      "circuit-breaker",
      circuitBreaker({ strategy: consecutiveFailures(5) }),
      {
        name: "circuit-breaker",
        openMs: 60_000,
        maxOpenMs: 60_000,
        probes: 1,
        probeTimeoutMs: 30_000,
        halfOpenQueue: 0,
        rampMs: 0,
        mode: "normal",
        strategy: { kind: "consecutive", failures: 5 },
      },
    ],
    ["timeout", timeout({ ms: 5 }), { name: "timeout", kind: "attempt", ms: 5 }],
    ["bulkhead", bulkhead({ concurrency: 2 }), { name: "bulkhead", concurrency: 2, queue: 0 }],
    [
      "rate-limiter",
      rateLimiter({ kind: "gcra", limit: 2, periodMs: 10 }),
      { name: "rate-limiter", burst: 1, maxQueue: 1_000, limit: 2, periodMs: 10 },
    ],
  ])("%s", (kind, policy, settings) => {
    expect(policy.kind).toBe(kind);
    expect(policy.settings).toMatchObject(settings);
    expect(policy.name).toBe(kind);
  });

  it.each([
    [exponentialBackoff({ initialMs: 1, maxMs: 2 }), "exponential"],
    [linearBackoff({ initialMs: 1, maxMs: 2 }), "linear"],
    [fibonacciBackoff({ initialMs: 1, maxMs: 2 }), "fibonacci"],
    [constantBackoff(1), "constant"],
    [consecutiveFailures(1), "consecutive"],
    [countWindow({ size: 1, ...rates }), "count"],
    [timeWindow({ windowMs: 10, ...rates }), "time"],
  ])("%o is of kind %s", ({ kind }, expected) => {
    expect(kind).toBe(expected);
  });
});

describe("what is refused at construction, in words", () => {
  it.each<[string, () => unknown]>([
    ["retry: maxRetries must be an integer from 0 to 1000, not -1.", () => retry({ maxRetries: -1 })],
    [
      'retry: jitter must be one of none, full, equal, decorrelated, not "some".',
      () => retry(untyped({ jitter: "some" })),
    ],
    [
      "retry: backoff must be exponentialBackoff({ .. }), another backoff, or a function, not 5.",
      () => retry(untyped({ backoff: 5 })),
    ],
    [
      "retry: jitter decorrelated needs an exponentialBackoff.",
      () => retry({ jitter: "decorrelated", backoff: linearBackoff({ initialMs: 1, maxMs: 2 }) }),
    ],
    [
      "retry: jitter decorrelated needs an exponentialBackoff.",
      () => retry({ jitter: "decorrelated", backoff: { kind: "exponential", delayMs: () => 1 } }),
    ],
    [
      "retry: jitter decorrelated needs an exponentialBackoff.",
      () => retry({ jitter: "decorrelated", backoff: () => 1 }),
    ],
    ["retryBudget: ratio must be a number from 0 to 1, not 2.", () => retryBudget({ ratio: 2 })],
    [
      "exponentialBackoff: factor must be a number from 1 to 1000, not 0.5.",
      () => exponentialBackoff({ initialMs: 1, maxMs: 2, factor: 0.5 }),
    ],
    [
      "exponentialBackoff: initialMs must be a number from 0 to 3162240000000, not -1.",
      () => exponentialBackoff({ initialMs: -1, maxMs: 2 }),
    ],
    ["linearBackoff: maxMs must be at least initialMs, 3, not 2.", () => linearBackoff({ initialMs: 3, maxMs: 2 })],
    [
      "linearBackoff: incrementMs must be a number from 0 to 3162240000000, not -1.",
      () => linearBackoff({ initialMs: 1, maxMs: 2, incrementMs: -1 }),
    ],
    [
      "fibonacciBackoff: there is no option factor; known are initialMs, maxMs.",
      () => fibonacciBackoff(untyped({ initialMs: 1, maxMs: 2, factor: 2 })),
    ],
    ["constantBackoff: everyMs must be a number from 0 to 3162240000000, not -1.", () => constantBackoff(-1)],
    [
      "circuitBreaker: probes must be an integer from 1 to 1000000, not 0.",
      () => circuitBreaker({ strategy: consecutiveFailures(1), probes: 0 }),
    ],
    [
      "circuitBreaker: maxOpenMs must be at least openMs, 60000.",
      () => circuitBreaker({ strategy: consecutiveFailures(1), maxOpenMs: 5 }),
    ],
    [
      "circuitBreaker: perKey: maxKeys must be an integer from 1 to 10000000, not 0.",
      () => circuitBreaker({ strategy: consecutiveFailures(1), perKey: { maxKeys: 0 } }),
    ],
    [
      "circuitBreaker: strategy must be consecutiveFailures(n), countWindow({ .. }) or timeWindow({ .. }), not undefined.",
      () => circuitBreaker(untyped({})),
    ],
    ["consecutiveFailures: failures must be an integer from 1 to 1000000, not 0.", () => consecutiveFailures(0)],
    [
      "countWindow: minimumCalls must be at most size, 2.",
      () => countWindow({ size: 2, minimumCalls: 3, failureRate: 1 }),
    ],
    [
      "countWindow: slowCallMs and slowCallRate come together.",
      () => countWindow({ size: 1, ...rates, slowCallMs: 5 }),
    ],
    [
      "timeWindow: slowCallMs and slowCallRate come together.",
      () => timeWindow({ windowMs: 10, ...rates, slowCallRate: 1 }),
    ],
    [
      "timeWindow: windowMs must be a number from 10 to 3162240000000, not 9.",
      () => timeWindow({ windowMs: 9, ...rates }),
    ],
    ["timeout: ms must be a number from 1 to 3162240000000, not 0.", () => timeout({ ms: 0 })],
    ["bulkhead: concurrency must be an integer from 1 to 1000000, not 0.", () => bulkhead({ concurrency: 0 })],
    [
      'rateLimiter of kind "gcra": limit must be an integer from 1 to 100000, not 0.',
      () => rateLimiter({ kind: "gcra", limit: 0, periodMs: 1 }),
    ],
    [
      'rateLimiter: kind must be one of gcra, sliding-window, not "leaky".',
      () => rateLimiter(untyped({ kind: "leaky" })),
    ],
    [
      "rateLimiter: pause: ms must be a number from 0 to 3162240000000, not -1.",
      () => rateLimiter({ kind: "gcra", limit: 1, periodMs: 1 }).pause(-1),
    ],
    [
      "rateLimiter: perKey: idleMs must be a number from 1 to 3162240000000, not 0.",
      () => rateLimiter({ kind: "gcra", limit: 1, periodMs: 1, perKey: { idleMs: 0 } }),
    ],
  ])("%s", (message, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "INVALID_OPTION", message }));
  });

  it.each<[string, Policy<unknown>, object]>([
    ["retry: name can not change while the policy lives.", retry(), { name: "other" }],
    ["timeout: clock can not change while the policy lives.", timeout({ ms: 1 }), { clock: new VirtualClock() }],
    ["bulkhead: order can not change while the policy lives.", bulkhead({ concurrency: 1 }), { order: () => {} }],
    [
      "circuitBreaker: perKey can not change while the policy lives.",
      circuitBreaker({ strategy: consecutiveFailures(1) }),
      { perKey: {} },
    ],
    [
      "rateLimiter: kind can not change while the policy lives.",
      rateLimiter({ kind: "gcra", limit: 1, periodMs: 1 }),
      { kind: "sliding-window" },
    ],
  ])("%s", (message, policy, changes) => {
    expect(() => policy.reconfigure?.(changes)).toThrowError(
      expect.objectContaining({ code: "INVALID_OPTION", message }),
    );
  });

  it("a record of circuits that is none", () => {
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1) });
    const refused = (record: unknown) => () => breaker.importState(record);
    expect(refused({ version: 1, takenAt: 0, open: 5 })).toThrowError("importState: open must be a list, not 5.");
    const open = [{ key: 5, remainingMs: 1, openMs: 1 }];
    expect(refused({ version: 1, takenAt: 0, open })).toThrowError("importState: open: key must be a string, not 5.");
  });
});

describe("what calls are refused with, in words", () => {
  const refusalOf = async (
    policies: readonly Policy<unknown>[],
    calls: readonly object[],
    work: () => unknown = down,
  ) => {
    const { execute } = pipeline(...policies);
    const outcomes = await Promise.allSettled(calls.map((options) => execute(work as () => Promise<unknown>, options)));
    const last = outcomes.at(-1);
    return last?.status === "rejected" ? (last.reason as { message: string; retryAfterMs?: number }) : undefined;
  };
  const never = () => new Promise(() => {});

  it("an open circuit", async () => {
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), name: "vies" });
    await refusalOf([breaker], [{}]);
    expect(await refusalOf([breaker], [{}])).toMatchObject({
      message: "vies: the circuit is open; the service was not asked.",
      retryAfterMs: expect.closeTo(60_000, -3),
    });
  });

  it("a full bulkhead, and one whose queue took too long", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, queue: 1, queueTimeoutMs: 50, clock });
    const { execute } = pipeline(slots);
    execute(never);
    const waiting = execute(never).catch((error: Error) => error.message);
    const refused = await execute(never).catch((error: Error) => error.message);
    expect(refused).toBe("bulkhead: all 1 slots and 1 places in the queue are taken.");
    await clock.advance(50);
    expect(await waiting).toBe("bulkhead: no slot within 50 ms.");
    expect(slots.snapshot?.()).toEqual({ running: 1, waiting: 0 });
  });

  it("a limiter: the queue, the deadline, the keys", async () => {
    const clock = new VirtualClock();
    const settings = { kind: "gcra", limit: 1, periodMs: 100, clock } as const;
    const full = rateLimiter({ ...settings, maxQueue: 0 });
    expect(await refusalOf([full], [{}, {}], () => 1)).toMatchObject({
      message: "rate-limiter: 0 calls wait already.",
      retryAfterMs: 100,
    });
    const soon = pipeline(timeout({ ms: 100, kind: "total", clock }), rateLimiter(settings));
    await soon.execute(() => 1);
    expect(await soon.execute(() => 1).catch((error: Error) => error.message)).toBe(
      "rate-limiter: the turn would come after the call's deadline.",
    );
    const keyed = rateLimiter({ ...settings, perKey: { maxKeys: 1 } });
    expect(await refusalOf([keyed], [{ key: "a" }, { key: "b" }], () => 1)).toMatchObject({
      message: "rate-limiter: all keys that it can remember are in use.",
      retryAfterMs: undefined,
    });
    expect(keyed.snapshot?.()).toEqual({ waiting: 0, keys: 1 });
  });

  it("a retry whose budget is empty", async () => {
    const budget = retryBudget({ capacity: 0, ratio: 0 });
    expect(await refusalOf([retry({ name: "asks again", budget })], [{}])).toMatchObject({
      message: "asks again: no retry is left in the budget.",
      cause: { status: 503 },
    });
    expect([budget.available, retryBudget().available, retryBudget({ capacity: 3 }).available]).toEqual([0, 10, 3]);
  });
});
