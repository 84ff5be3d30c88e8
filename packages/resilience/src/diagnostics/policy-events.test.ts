import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  bulkhead,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  diagnostics,
  pipeline,
  type ResilienceEvent,
  rateLimiter,
  retry,
  retryBudget,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const events: ResilienceEvent[] = [];
let stop = () => {};
beforeEach(() => {
  events.length = 0;
  stop = diagnostics.on((event) => events.push(event));
});
afterEach(() => stop());

const down = Object.assign(new Error("down"), { status: 503 });
const fail = () => Promise.reject(down);
const quietly = (call: Promise<unknown>) => call.catch(() => {});

describe("events of policies", () => {
  it("retry: each pause, and why it gives up", async () => {
    const clock = new VirtualClock();
    const again = (options: object) =>
      pipeline(retry({ backoff: constantBackoff(10), jitter: "none", clock, ...options })).execute;
    const run = async (call: Promise<unknown>) => {
      const done = quietly(call);
      await clock.advance(1_000);
      await done;
    };
    await run(again({ maxRetries: 1 })(fail, { key: "DE" }));
    expect(events).toEqual([
      { type: "retry.scheduled", policy: "retry", key: "DE", attempt: 1, delayMs: 10, error: down },
      { type: "retry.gave-up", policy: "retry", key: "DE", attempt: 2, reason: "attempts", error: down },
    ]);
    events.length = 0;
    await run(again({})(fail, { idempotent: false }));
    await run(again({ maxElapsedMs: 9 })(fail));
    await run(again({})(fail, { deadlineMs: 10 }));
    await run(again({ budget: retryBudget({ capacity: 0 }) })(fail));
    await run(
      again({ maxRetryAfterMs: 10 })(() =>
        Promise.reject(Object.assign(new Error(), { status: 429, retryAfterMs: 11 })),
      ),
    );
    const reasons = events.flatMap((event) => (event.type === "retry.gave-up" ? event.reason : []));
    expect(reasons).toEqual(["not-idempotent", "elapsed", "deadline", "budget", "retry-after"]);
    events.length = 0;
    await run(
      again({ maxRetries: 1, maxElapsedMs: 10, maxRetryAfterMs: 10 })(() =>
        Promise.reject(Object.assign(new Error(), { status: 429, retryAfterMs: 10 })),
      ),
    );
    expect(events.map(({ type }) => type)).toEqual(["retry.scheduled", "retry.gave-up"]);
  });

  it("circuit breaker: each change, isolation and refusal", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), openMs: 100, rampMs: 50, perKey: {}, clock });
    const { execute } = pipeline(breaker);
    await quietly(execute(fail, { key: "DE" }));
    await quietly(execute(fail, { key: "DE" }));
    await clock.advance(100);
    await execute(() => 1, { key: "DE" });
    const release = breaker.isolate("DE");
    const releaseToo = breaker.isolate("DE");
    release();
    release();
    releaseToo();
    await clock.advance(50);
    await execute(() => 1, { key: "DE" });
    await quietly(execute(fail, { key: "DE" }));
    const common = { policy: "circuit-breaker", key: "DE" };
    const changed = (from: string, to: string) => ({ type: "circuit.changed", ...common, from, to });
    expect(events).toEqual([
      changed("closed", "open"),
      { type: "circuit.rejected", ...common, retryAfterMs: 100 },
      changed("open", "half-open"),
      changed("half-open", "closed"),
      changed("closed", "isolated"),
      changed("isolated", "closed"),
      changed("closed", "open"),
    ]);
    expect(breaker.snapshot?.()).toEqual({ mode: "normal", circuits: { open: 1 } });
    breaker.reset("FR");
    expect(breaker.stateOf("DE")).toBe("open");
    breaker.reset("DE");
    expect(breaker.snapshot?.()).toEqual({ mode: "normal", circuits: { closed: 1 } });
    events.length = 0;
    breaker.reset();
    expect(events).toEqual([]);
  });

  it("circuit breaker: who waits while half-open", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), openMs: 100, halfOpenQueue: 3, clock });
    const { execute } = pipeline(breaker);
    await quietly(execute(fail));
    await clock.advance(100);
    const caller = new AbortController();
    const probe = execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, 20)));
    const waiting = execute(() => 1, { key: "waits" });
    const leaving = quietly(execute(() => 1, { key: "leaves", signal: caller.signal }));
    await clock.advance(5);
    caller.abort();
    await clock.advance(15);
    await Promise.all([probe, waiting, leaving]);
    const queue = events.filter(({ type }) => /queued|admitted|left/.test(type));
    expect(queue).toEqual([
      { type: "circuit.queued", policy: "circuit-breaker", key: "waits", waiting: 1 },
      { type: "circuit.queued", policy: "circuit-breaker", key: "leaves", waiting: 2 },
      { type: "circuit.left", policy: "circuit-breaker", key: "leaves", waitedMs: 5 },
      { type: "circuit.admitted", policy: "circuit-breaker", key: "waits", waitedMs: 20 },
    ]);
  });

  it("bulkhead and limiter: who waits, is refused, and how long a pause is", async () => {
    const clock = new VirtualClock();
    const slots = pipeline(bulkhead({ concurrency: 1, queue: 1, clock })).execute;
    const lasting = () => new Promise<void>((resolve) => clock.setTimeout(resolve, 30));
    const calls = [slots(lasting), slots(lasting, { key: "second" }), quietly(slots(lasting, { key: "third" }))];
    await clock.advance(60);
    await Promise.all(calls);
    expect(events).toEqual([
      { type: "bulkhead.queued", policy: "bulkhead", key: "second", waiting: 1 },
      { type: "bulkhead.rejected", policy: "bulkhead", key: "third", retryAfterMs: undefined },
      { type: "bulkhead.admitted", policy: "bulkhead", key: "second", waitedMs: 30 },
    ]);
    events.length = 0;
    const limiter = rateLimiter({ kind: "sliding-window", limit: 1, periodMs: 30, maxQueue: 1, clock });
    const { execute } = pipeline(limiter);
    limiter.pause(20, "ignored without perKey");
    const limited = [execute(() => 1), quietly(execute(() => 1, { key: "second" }))];
    await clock.advance(20);
    await Promise.all(limited);
    expect(events).toEqual([
      { type: "limiter.paused", policy: "rate-limiter", key: "ignored without perKey", ms: 20 },
      { type: "limiter.queued", policy: "rate-limiter", key: undefined, waiting: 1 },
      { type: "limiter.rejected", policy: "rate-limiter", key: "second", retryAfterMs: 50 },
      { type: "limiter.admitted", policy: "rate-limiter", key: undefined, waitedMs: 20 },
    ]);
  });

  it("timeout: how long and which", async () => {
    const clock = new VirtualClock();
    const call = quietly(pipeline(timeout({ ms: 40, clock })).execute(() => new Promise(() => {}), { key: "DE" }));
    await clock.advance(40);
    await call;
    expect(events).toEqual([{ type: "timeout", policy: "timeout", key: "DE", ms: 40, scope: "attempt" }]);
  });

  it("nobody who does not listen is told", async () => {
    stop();
    const { execute } = pipeline(retry({ maxRetries: 0 }), bulkhead({ concurrency: 1 }));
    await quietly(execute(fail));
    expect(events).toEqual([]);
  });
});
