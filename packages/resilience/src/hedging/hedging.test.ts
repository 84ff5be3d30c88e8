import { describe, expect, it, vi } from "vitest";
import { bulkhead } from "../bulkhead/bulkhead.js";
import type { CallContext } from "../call/context.js";
import type { Clock } from "../clock/clock.js";
import { diagnostics } from "../diagnostics/diagnostics.js";
import type { ResilienceEvent } from "../diagnostics/events.js";
import { fallback } from "../fallback/fallback.js";
import { pipeline } from "../pipeline/pipeline.js";
import { retryBudget } from "../retry/budget.js";
import { VirtualClock } from "../testing/index.js";
import type { HedgeDelay } from "./delay.js";
import { type HedgingOptions, hedging } from "./hedging.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const unavailable = (which: number) => Object.assign(new Error(`unavailable ${which}`), { status: 503 });

/** Attempts that end by plan: after so many ms, well or not. */
function planned(clock: VirtualClock, plan: readonly { readonly ms: number; readonly error?: unknown }[]) {
  const signals: AbortSignal[] = [];
  const started: number[] = [];
  const work = ({ attempt, signal }: CallContext) => {
    signals.push(signal);
    started.push(clock.now());
    const { ms, error } = plan[attempt - 1] ?? { ms: 0 };
    return new Promise((resolve, reject) => {
      clock.setTimeout(() => (error === undefined ? resolve(`answer ${attempt}`) : reject(error)), ms);
    });
  };
  return { work, signals, started };
}

function hedged(options: Partial<HedgingOptions> = {}) {
  const clock = new VirtualClock();
  return { clock, ...pipeline(hedging({ afterMs: 100, clock, ...options })) };
}

describe("hedging", () => {
  it("asks again after the delay; the first success is the answer, and the other attempt is aborted", async () => {
    const { clock, execute } = hedged();
    const { work, signals, started } = planned(clock, [{ ms: 500 }, { ms: 50 }]);
    const call = execute(work);
    await clock.advance(150);
    expect(await call).toBe("answer 2");
    expect(started).toEqual([0, 100]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(signals[0]?.reason).toMatchObject({ code: "ABORTED" });
  });

  it("aborts the hedge when the first attempt answers after all", async () => {
    const { clock, execute } = hedged();
    const { work, signals } = planned(clock, [{ ms: 120 }, { ms: 50 }]);
    const call = execute(work);
    await clock.advance(120);
    expect(await call).toBe("answer 1");
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it("asks once when the answer comes in time, and leaves no timer behind", async () => {
    const { clock, execute } = hedged();
    const { work, started } = planned(clock, [{ ms: 99 }]);
    const call = execute(work);
    await clock.advance(99);
    expect(await call).toBe("answer 1");
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(1_000);
    expect(started).toEqual([0]);
  });

  it("begins up to maxHedges more, each a delay after the one before", async () => {
    const { clock, execute } = hedged({ maxHedges: 3 });
    const { work, started } = planned(
      clock,
      Array.from({ length: 9 }, () => ({ ms: 1_000 })),
    );
    const call = execute(work);
    await clock.advance(1_000);
    expect(await call).toBe("answer 1");
    expect(started).toEqual([0, 100, 200, 300]);
  });

  it("begins the next attempt at once when one failed for a passing reason", async () => {
    const { clock, execute } = hedged();
    const { work, started } = planned(clock, [{ ms: 10, error: unavailable(1) }, { ms: 10 }]);
    const call = execute(work);
    await clock.advance(20);
    expect(await call).toBe("answer 2");
    expect(started).toEqual([0, 10]);
  });

  it.each([
    ["a 404", Object.assign(new Error("unknown"), { status: 404 })],
    ["a programming error", new TypeError("not a function")],
  ])("takes %s for the answer, also while another attempt runs", async (_, error) => {
    const { clock, execute } = hedged();
    const { work, signals } = planned(clock, [{ ms: 500 }, { ms: 50, error }]);
    const call = outcome(execute(work));
    await clock.advance(150);
    expect(await call).toMatchObject({ reason: error });
    expect(signals[0]?.aborted).toBe(true);
  });

  it.each([
    ["429", Object.assign(new Error("too many"), { status: 429 })],
    ["Retry-After", Object.assign(new Error("later"), { status: 503, retryAfterMs: 5_000 })],
  ])("does not ask again at once who asked for a pause with %s, and waits for those under way", async (_, error) => {
    const { clock, execute } = hedged({ maxHedges: 5 });
    const { work, started } = planned(clock, [{ ms: 130 }, { ms: 10, error }, { ms: 1 }]);
    const call = execute(work);
    await clock.advance(130);
    expect(await call).toBe("answer 1");
    expect(started).toEqual([0, 100]);
  });

  it("rejects with the first attempt's error when all fail; the report of whoever stands in has them all", async () => {
    const { clock, execute } = hedged({ maxHedges: 2 });
    // The second fails at 200 ms, and the third, which the first one's failure starts at 150 ms, last.
    const plan = [150, 100, 100].map((ms, index) => ({ ms, error: unavailable(index + 1) }));
    const failed = outcome(execute(planned(clock, plan).work));
    const replaced = pipeline(
      fallback([{ name: "stand-in", run: () => 7 }]),
      hedging({ afterMs: 100, maxHedges: 2, clock }),
    ).executeWithReport(planned(clock, plan).work);
    await clock.advance(1_000);
    expect((await failed) as PromiseRejectedResult).toHaveProperty("reason", plan[0]?.error);
    const steps = (await replaced).trail.map(({ step }) => step);
    expect(steps).toEqual(["attempt 1", "attempt 2", "attempt 3", "primary"]);
  });

  it("notes the attempts that failed in the report", async () => {
    const { clock, executeWithReport } = hedged();
    const first = unavailable(1);
    const call = executeWithReport(planned(clock, [{ ms: 50, error: first }, { ms: 10 }]).work);
    await clock.advance(60);
    expect(await call).toMatchObject({ value: "answer 2", trail: [{ step: "attempt 1", error: first }] });
  });

  it("never hedges a write that must not happen twice", async () => {
    const { clock, execute } = hedged();
    const { work, started } = planned(clock, [{ ms: 500, error: unavailable(1) }]);
    const call = outcome(execute(work, { idempotent: false }));
    await clock.advance(1_000);
    expect(await call).toMatchObject({ reason: { status: 503 } });
    expect(started).toEqual([0]);
  });

  it.each([
    ["when the delay would end at it", { ms: 500 }, 100],
    ["when an attempt fails at it", { ms: 90, error: unavailable(1) }, 90],
  ])("begins no attempt past the deadline: %s", async (_, first, deadlineMs) => {
    const { clock, execute } = hedged();
    const { work, started } = planned(clock, [first]);
    const call = outcome(execute(work, { deadlineMs }));
    await clock.advance(1_000);
    await call;
    expect(started).toEqual([0]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("begins no attempt past the deadline when its timer is late, because the process was busy", async () => {
    const virtual = new VirtualClock();
    let busyMs = 0;
    const clock: Clock = {
      now: () => virtual.now() + busyMs,
      wallNow: () => virtual.wallNow(),
      setTimeout: (callback, ms) => virtual.setTimeout(callback, ms),
      clearTimeout: (timer) => virtual.clearTimeout(timer),
    };
    const policy = hedging({ afterMs: 100, clock });
    const work = async () => {
      busyMs = 1_000;
      throw unavailable(1);
    };
    expect(await outcome(pipeline(policy).execute(work, { deadlineMs: 500 }))).toMatchObject({ status: "rejected" });
    expect(policy.snapshot().started).toBe(0);
  });

  it("hedges one call in ten by default, once the ten that were saved up are spent", async () => {
    const { clock, execute } = hedged();
    const work = vi.fn(({ attempt }: CallContext) =>
      attempt === 1 ? new Promise((resolve) => clock.setTimeout(() => resolve(1), 150)) : 2,
    );
    for (let call = 0; call < 200; call += 1) {
      const answer = execute(work);
      await clock.advance(150);
      await answer;
    }
    // The first call finds the budget full and earns nothing.
    expect(work.mock.calls.length - 200).toBe(10 + 19);
  });

  it("shares a budget with others", async () => {
    const budget = retryBudget({ ratio: 0, capacity: 1 });
    const { clock, execute } = hedged({ budget });
    budget.tryWithdraw();
    const { work, started } = planned(clock, [{ ms: 500 }]);
    const call = execute(work);
    await clock.advance(500);
    await call;
    expect(started).toEqual([0]);
  });

  it("a hedge that a bulkhead refuses does not end the attempt under way", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(hedging({ afterMs: 100, clock }), bulkhead({ concurrency: 1, clock }));
    const call = execute(planned(clock, [{ ms: 500 }]).work);
    await clock.advance(500);
    expect(await call).toBe("answer 1");
  });

  it("takes no refusal of ours for a passing reason, whatever the classifier says", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    void pipeline(slots).execute(() => new Promise(() => {}));
    const policy = hedging({ afterMs: 100, isTransient: () => true, clock });
    expect(await outcome(pipeline(policy, slots).execute(() => 1))).toMatchObject({
      reason: { code: "BULKHEAD_FULL" },
    });
    expect(policy.snapshot().started).toBe(0);
  });

  it("ends with the work's error when the classifier throws", async () => {
    const isTransient = () => {
      throw new Error("classifier");
    };
    const { execute } = hedged({ isTransient });
    const error = unavailable(1);
    await expect(execute(() => Promise.reject(error))).rejects.toBe(error);
  });

  it("ends at once when its only attempt is refused", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    void pipeline(slots).execute(() => new Promise(() => {}));
    const { execute } = pipeline(hedging({ afterMs: 100, clock }), slots);
    expect(await outcome(execute(() => 1))).toMatchObject({ reason: { code: "BULKHEAD_FULL" } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("tells which attempt began, why, and which won", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "told" && heard.push(event));
    const { clock, execute } = hedged({ name: "told", maxHedges: 2 });
    const { work } = planned(clock, [{ ms: 500 }, { ms: 20, error: unavailable(2) }, { ms: 20 }]);
    const call = execute(work, { key: "DE" });
    await clock.advance(140);
    await call;
    stop();
    expect(heard).toEqual([
      { type: "hedge.started", policy: "told", key: "DE", attempt: 2, reason: "late" },
      { type: "hedge.started", policy: "told", key: "DE", attempt: 3, reason: "failed" },
      { type: "hedge.won", policy: "told", key: "DE", attempt: 3 },
    ]);
  });

  it("takes new settings for the next decision, keeps the old ones when the new are invalid", async () => {
    const clock = new VirtualClock();
    const policy = hedging({ afterMs: 100, clock });
    const { execute } = pipeline(policy);
    const { work, started } = planned(clock, [{ ms: 500 }, { ms: 500 }, { ms: 500 }]);
    const call = execute(work);
    policy.reconfigure({ maxHedges: 2 });
    expect(() => policy.reconfigure({ afterMs: -1 })).toThrowError(/afterMs must be/);
    expect(() => policy.reconfigure({ name: "other" })).toThrowError(/name can not change/);
    expect(policy.settings).toMatchObject({ afterMs: 100, maxHedges: 2 });
    await clock.advance(500);
    await call;
    expect(started).toEqual([0, 100, 200]);
    expect(policy.snapshot()).toEqual({ delayMs: 100, started: 2, won: 0 });
  });

  it.each<[string, Partial<HedgingOptions>, RegExp]>([
    ["no hedge at all", { maxHedges: 0 }, /maxHedges must be an integer from 1 to 100/],
    ["a quantile over 1", { afterMs: { quantile: 95 } }, /quantile must be a number above 0 and at most 1/],
    ["a range upside down", { afterMs: { quantile: 0.9, minMs: 9, maxMs: 5 } }, /maxMs must be at least minMs, 9/],
    ["keys without a quantile", { afterMs: 100, perKey: {} }, /perKey .* afterMs must be a quantile/],
  ])("refuses %s", (_, options, message) => {
    expect(() => hedging({ afterMs: 5, ...options })).toThrowError(message);
  });
});

describe("hedging after a quantile", () => {
  /** Calls that take 1 to 100 ms, one after the other, with an attempt for each. */
  async function answered(clock: VirtualClock, execute: ReturnType<typeof pipeline>["execute"], key?: string) {
    for (let ms = 1; ms <= 100; ms += 1) {
      const call = execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(ms), ms)), { key });
      await clock.advance(ms);
      await call;
    }
  }

  it("begins the hedge when the answer is later than most", async () => {
    const clock = new VirtualClock();
    const policy = hedging({ afterMs: { quantile: 0.9 }, budget: retryBudget({ ratio: 0, capacity: 0 }), clock });
    expect(policy.delayMs()).toBeUndefined();
    await answered(clock, pipeline(policy).execute);
    const delay = policy.delayMs() ?? 0;
    expect(Math.abs(delay - 90) / 90).toBeLessThan(0.1);
  });

  it("uses maxMs while too few calls are known, and keeps between minMs and maxMs then", async () => {
    const clock = new VirtualClock();
    const policy = hedging({ afterMs: { quantile: 0.9, maxMs: 1_000, minimumCalls: 101 }, clock });
    const delayAfter = (afterMs: HedgeDelay) => {
      policy.reconfigure({ afterMs });
      return policy.delayMs();
    };
    expect(policy.delayMs()).toBe(1_000);
    await answered(clock, pipeline(policy).execute);
    expect(policy.delayMs()).toBe(1_000);
    expect(delayAfter({ quantile: 0.9, maxMs: 1_000, minimumCalls: 100 })).toBeLessThan(100);
    expect(delayAfter({ quantile: 0.9, maxMs: 50 })).toBe(50);
    expect(delayAfter({ quantile: 0.01, minMs: 10, maxMs: 50 })).toBe(10);
  });

  it("measures each key for itself", async () => {
    const clock = new VirtualClock();
    const policy = hedging({ afterMs: { quantile: 0.5 }, perKey: {}, clock });
    await answered(clock, pipeline(policy).execute, "DE");
    expect([policy.delayMs("DE") !== undefined, policy.delayMs("FR")]).toEqual([true, undefined]);
  });

  it("hedges the share that the quantile leaves, also when hedges always overtake the slow ones", async () => {
    const clock = new VirtualClock();
    const endless = { deposit: () => {}, tryWithdraw: () => true };
    const policy = hedging({ afterMs: { quantile: 0.8, windowMs: 3_600_000 }, budget: endless, clock });
    const { execute } = pipeline(policy);
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    // 10 to 110 ms, and 15 % much later. Were these not counted, 32 % would be hedged instead of 20 %.
    const latency = () => (random() < 0.15 ? 3_000 : 10 + random() * 100);
    const calls = 1_000;
    for (let call = 0; call < calls; call += 1) {
      const answer = execute(
        ({ signal }) =>
          new Promise((resolve) => {
            const timer = clock.setTimeout(() => resolve(1), latency());
            signal.addEventListener("abort", () => clock.clearTimeout(timer));
          }),
      );
      await clock.advance(3_200);
      await answer;
    }
    expect(policy.snapshot().started / calls).toBeGreaterThan(0.15);
    expect(policy.snapshot().started / calls).toBeLessThan(0.26);
  });

  it("forgets after a silence", async () => {
    const clock = new VirtualClock();
    const policy = hedging({ afterMs: { quantile: 0.9, windowMs: 60_000 }, clock });
    await answered(clock, pipeline(policy).execute);
    expect(policy.delayMs()).toBeDefined();
    await clock.advance(3_600_000);
    expect(policy.delayMs()).toBeUndefined();
  });
});
