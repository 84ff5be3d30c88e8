import { afterEach, describe, expect, it, vi } from "vitest";
import {
  bulkhead,
  type CallContext,
  circuitBreaker,
  consecutiveFailures,
  diagnostics,
  hedging,
  pipeline,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const never = () => new Promise<never>(() => {});

describe("traps of hedging", () => {
  const unhandled = vi.fn();

  afterEach(() => {
    unhandled.mockClear();
  });

  it("4: the attempt that lost is neutral for a breaker inside", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), clock });
    const { execute } = pipeline(hedging({ afterMs: 100, clock }), breaker);
    const work = ({ attempt, signal }: CallContext) =>
      attempt === 2
        ? "answer"
        : new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("socket closed"))));
    const call = execute(work);
    await clock.advance(100);
    expect(await call).toBe("answer");
    await clock.advance(0);
    expect(await execute(() => "still closed")).toBe("still closed");
  });

  it("11: a thousand calls under one signal add one listener to it, and take it away", async () => {
    const caller = new AbortController();
    const added = vi.spyOn(caller.signal, "addEventListener");
    const removed = vi.spyOn(caller.signal, "removeEventListener");
    const { execute } = pipeline(hedging({ afterMs: 1_000 }));
    const calls = Array.from({ length: 1_000 }, () => execute(async () => 1, { signal: caller.signal }));
    await Promise.all(calls);
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
  });

  it("12: a caller who leaves is answered at once, all attempts are aborted, and no other begins", async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    const { execute } = pipeline(hedging({ afterMs: 100, maxHedges: 5, clock }));
    const call = outcome(
      execute(
        ({ signal }) => {
          signals.push(signal);
          return never();
        },
        { signal: caller.signal },
      ),
    );
    await clock.advance(150);
    caller.abort("enough");
    expect(await call).toMatchObject({ reason: { code: "ABORTED", cause: "enough" } });
    await clock.advance(10_000);
    expect(signals.map(({ reason }) => reason)).toEqual(["enough", "enough"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("13: a caller's abort is not a timeout, and a timeout around it is no abort", async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const { execute } = pipeline(timeout({ ms: 500, kind: "total", clock }), hedging({ afterMs: 100, clock }));
    const left = outcome(execute(never, { signal: caller.signal }));
    const late = outcome(execute(never));
    await clock.advance(200);
    caller.abort(new DOMException("time is up", "TimeoutError"));
    await clock.advance(300);
    expect(await left).toMatchObject({ reason: { code: "ABORTED" } });
    expect(await late).toMatchObject({ reason: { code: "TIMEOUT", scope: "total" } });
  });

  it("14: a loser that ignores its signal keeps the slots around it until it has settled", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const { execute } = pipeline(slots, hedging({ afterMs: 100, clock }));
    const call = execute(({ attempt }) =>
      attempt === 2 ? "answer" : new Promise((resolve) => clock.setTimeout(() => resolve("late"), 1_000)),
    );
    await clock.advance(100);
    expect(await call).toBe("answer");
    await clock.advance(800);
    expect(slots.running).toBe(1);
    await clock.advance(100);
    expect(slots.running).toBe(0);
  });

  it("14: also when the work ends its own call while it begins", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const { execute } = pipeline(slots, hedging({ afterMs: 100, clock }));
    const caller = new AbortController();
    const call = outcome(
      execute(
        () => {
          caller.abort();
          return new Promise((resolve) => clock.setTimeout(() => resolve("late"), 1_000));
        },
        { signal: caller.signal },
      ),
    );
    await clock.advance(10);
    expect(await call).toMatchObject({ reason: { code: "ABORTED" } });
    expect(slots.running).toBe(1);
    await clock.advance(1_000);
    expect([slots.running, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("15: each attempt has a signal of its own, and the winner's is never aborted", async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const { execute } = pipeline(hedging({ afterMs: 100, maxHedges: 2, clock }));
    const call = execute(({ attempt, signal }) => {
      signals.push(signal);
      return attempt === 3 ? "answer" : never();
    });
    await clock.advance(200);
    expect(await call).toBe("answer");
    expect(new Set(signals).size).toBe(3);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  });

  it("27: a throwing listener fails no hedge", async () => {
    const clock = new VirtualClock();
    const stop = diagnostics.on(() => {
      throw new Error("listener");
    });
    const call = pipeline(hedging({ afterMs: 100, clock })).execute(({ attempt }) => (attempt === 2 ? 2 : never()));
    await clock.advance(100);
    stop();
    expect(await call).toBe(2);
  });

  it("28: a synchronous action, also one that returns nothing, is a success; one that throws rejects unchanged", async () => {
    const { execute } = pipeline(hedging({ afterMs: 0 }));
    const boom = new TypeError("boom");
    expect(await execute(() => undefined)).toBeUndefined();
    expect(
      await outcome(
        execute(() => {
          throw boom;
        }),
      ),
    ).toEqual({ status: "rejected", reason: boom });
  });

  it("31: hedges inside retries draw on a budget, so that they do not multiply", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => Promise.reject(Object.assign(new Error("unavailable"), { status: 503 })));
    const { execute } = pipeline(retry({ maxRetries: 100, clock }), hedging({ afterMs: 10, maxHedges: 10, clock }));
    const call = outcome(execute(work));
    await clock.advance(100 * 30_000);
    await call;
    expect(work.mock.calls.length).toBeLessThanOrEqual(101 + 10 + 10);
  });

  it("a loser's late rejection is nobody's unhandled rejection", async () => {
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", unhandled);
    const clock = new VirtualClock();
    const { execute } = pipeline(hedging({ afterMs: 100, clock }));
    const call = execute(({ attempt }) =>
      attempt === 2 ? "answer" : new Promise((_, reject) => clock.setTimeout(() => reject(new Error("too late")), 500)),
    );
    await clock.advance(1_000);
    expect(await call).toBe("answer");
    process.removeListener("unhandledRejection", unhandled);
    for (const listener of listeners) process.on("unhandledRejection", listener);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
