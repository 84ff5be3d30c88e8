import { describe, expect, it, vi } from "vitest";
import { bulkhead } from "../bulkhead/bulkhead.js";
import { cache } from "../cache/cache.js";
import { diagnostics } from "../diagnostics/diagnostics.js";
import { pipeline } from "../pipeline/pipeline.js";
import { constantBackoff } from "../retry/backoff.js";
import { retry } from "../retry/retry.js";
import { VirtualClock } from "../testing/index.js";
import { timeout } from "../timeout/timeout.js";
import { costBudget } from "./cost-budget.js";
import type { CostBudgetOptions } from "./cost-budget-options.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const unavailable = () => Object.assign(new Error("unavailable"), { status: 503 });
const exhausted = { reason: { code: "COST_BUDGET_EXHAUSTED" } };

function scene(options: Partial<CostBudgetOptions> = {}) {
  const clock = new VirtualClock();
  const budget = costBudget({ limit: 100, costPerCall: 10, ...options, clock });
  return { clock, budget, ...pipeline(budget) };
}

describe("a cost budget", () => {
  it("charges each call and refuses the one that does not fit", async () => {
    const { budget, execute } = scene({ limit: 29 });
    const work = vi.fn(() => 1);
    await execute(work);
    await execute(work);
    expect(await outcome(execute(work))).toMatchObject({
      reason: {
        code: "COST_BUDGET_EXHAUSTED",
        message: expect.stringContaining("9 of 29 units are left"),
        retryAfterMs: undefined,
      },
    });
    expect([work.mock.calls.length, budget.spent, budget.remaining]).toEqual([2, 20, 9]);
  });

  it("reserves before the call, so that calls at the same time can not overrun it", async () => {
    const { clock, budget, execute } = scene({ limit: 35 });
    const slow = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), 100));
    const calls = Promise.allSettled(Array.from({ length: 10 }, () => execute(slow)));
    expect([budget.spent, budget.reserved, budget.remaining]).toEqual([0, 30, 5]);
    await clock.advance(100);
    expect((await calls).filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect([budget.spent, budget.reserved]).toEqual([30, 0]);
  });

  it("settles with what the call did cost, and gives the rest back", async () => {
    const { budget, execute } = scene({
      costPerCall: ({ key }) => (key === "long" ? 50 : 10),
      actualCost: (result) => (result.status === "fulfilled" ? (result.value as number) : 2),
    });
    await execute(() => 7, { key: "long" });
    expect(budget.spent).toBe(7);
    await outcome(execute(() => Promise.reject(unavailable())));
    expect([budget.spent, budget.reserved]).toEqual([9, 0]);
  });

  it.each<[string, () => number]>([
    ["no number", () => Number.NaN],
    ["endless", () => Number.POSITIVE_INFINITY],
    ["negative", () => -1],
    [
      "thrown",
      () => {
        throw new Error("unknown");
      },
    ],
  ])("charges all that it reserved when the actual cost is no amount: %s", async (_, actualCost) => {
    const { budget, execute } = scene({ actualCost });
    expect(await execute(() => "answer")).toBe("answer");
    expect([budget.spent, budget.reserved]).toEqual([10, 0]);
  });

  it("refuses a call whose cost is no amount, and does not run it", async () => {
    const work = vi.fn();
    for (const cost of [Number.NaN, Number.POSITIVE_INFINITY, -1, "10" as unknown as number]) {
      const { execute } = scene({ costPerCall: () => cost });
      expect(await outcome(execute(work))).toMatchObject({ reason: { code: "INVALID_OPTION" } });
    }
    expect(work).not.toHaveBeenCalled();
  });

  it("counts in whole units: fractions count as the next one, and sums are exact", async () => {
    const { budget, execute } = scene({ limit: 100_000, costPerCall: () => 0.1 });
    for (let call = 0; call < 1_000; call += 1) await execute(() => 1);
    expect(budget.spent).toBe(1_000);
  });

  it("charges in full what costs more than it was said to, and refuses from then on", async () => {
    const { budget, execute } = scene({ actualCost: () => 130 });
    await execute(() => 1);
    expect([budget.spent, budget.remaining]).toEqual([130, 0]);
    expect(await outcome(execute(() => 1))).toMatchObject(exhausted);
  });

  it.each<[string, boolean]>([
    ["inside", true],
    ["outside", false],
  ])("charges every attempt: %s the retry", async (_, inside) => {
    const { clock, budget } = scene({ limit: 25 });
    const tries = retry({ maxRetries: 5, backoff: constantBackoff(1), jitter: "none", clock });
    const work = vi.fn(() => Promise.reject(unavailable()));
    const call = outcome((inside ? pipeline(tries, budget) : pipeline(budget, tries)).execute(work));
    await clock.advance(10);
    expect(await call).toMatchObject(exhausted);
    expect([work.mock.calls.length, budget.spent]).toEqual([2, 20]);
  });

  it("5: charges nothing for a call that another policy refuses", async () => {
    const { clock, budget } = scene();
    const full = bulkhead({ concurrency: 1, clock });
    void pipeline(full).execute(() => new Promise(() => {}));
    expect(await outcome(pipeline(budget, full).execute(() => 1))).toMatchObject({ reason: { code: "BULKHEAD_FULL" } });
    expect([budget.spent, budget.reserved, budget.remaining]).toEqual([0, 0, 100]);
  });

  it("4: a caller who leaves before its work began costs nothing; one who leaves later pays when the work has ended", async () => {
    const { clock, budget } = scene({ actualCost: () => 3 });
    const { execute } = pipeline(bulkhead({ concurrency: 1, queue: 1, clock }), budget);
    const caller = new AbortController();
    const slow = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), 100));
    const calls = Promise.allSettled([1, 2].map(() => execute(slow, { signal: caller.signal })));
    caller.abort();
    expect(await calls).toMatchObject([{ reason: { code: "ABORTED" } }, { reason: { code: "ABORTED" } }]);
    expect([budget.spent, budget.reserved]).toEqual([0, 10]);
    await clock.advance(100);
    expect([budget.spent, budget.reserved]).toEqual([3, 0]);
  });

  it("keeps the reservation of work that a timeout abandoned until that has ended", async () => {
    const { clock, budget } = scene();
    const { execute } = pipeline(budget, timeout({ ms: 50, clock }));
    const call = outcome(execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(1), 100))));
    await clock.advance(50);
    expect(await call).toMatchObject({ reason: { code: "TIMEOUT" } });
    expect([budget.spent, budget.reserved]).toEqual([0, 10]);
    await clock.advance(50);
    expect([budget.spent, budget.reserved]).toEqual([10, 0]);
  });

  describe("outside of a cache", () => {
    it("counts what hits and shared loads saved", async () => {
      const { clock, budget } = scene();
      const { execute } = pipeline(budget, cache({ ttlMs: 1_000, clock }));
      const load = () => new Promise((resolve) => clock.setTimeout(() => resolve("answer"), 10));
      const calls = Promise.all([execute(load, { key: "k" }), execute(load, { key: "k" })]);
      await clock.advance(10);
      await calls;
      await execute(load, { key: "k" });
      expect([budget.spent, budget.saved]).toEqual([10, 20]);
      expect(budget.snapshot?.()).toMatchObject({ paid: 1, free: 2, refused: 0, saved: 20 });
    });

    it("takes what calls cost on average for what one saved, where the cost is known only afterwards", async () => {
      const costs = [2, 5];
      const { clock, budget } = scene({ actualCost: () => costs.shift() ?? 0 });
      const { execute } = pipeline(budget, cache({ ttlMs: 1_000, clock }));
      for (const key of ["a", "b", "a"]) await execute(() => 1, { key });
      expect(budget.saved).toBe(4);
    });

    it("a stale answer saves nothing when the work runs behind it to refresh it", async () => {
      const { clock, budget } = scene();
      const { execute } = pipeline(budget, cache({ ttlMs: 100, staleWhileRevalidateMs: 1_000, clock }));
      await execute(() => 1, { key: "k" });
      await clock.advance(500);
      expect(await execute(() => 2, { key: "k" })).toBe(1);
      await clock.advance(0);
      expect([budget.spent, budget.saved]).toEqual([20, 0]);
    });

    it("takes back what a stale answer saved when the work begins later", async () => {
      const { clock, budget } = scene();
      const slots = bulkhead({ concurrency: 1, queue: 1, clock });
      const { execute } = pipeline(budget, cache({ ttlMs: 100, staleWhileRevalidateMs: 1_000, clock }), slots);
      await execute(() => 1, { key: "k" });
      await clock.advance(500);
      void pipeline(slots).execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, 100)));
      expect(await execute(() => 2, { key: "k" })).toBe(1);
      expect([budget.spent, budget.saved]).toEqual([10, 10]);
      await clock.advance(100);
      expect([budget.spent, budget.saved]).toEqual([20, 0]);
    });

    it("saves nothing inside of it: hits do not come by, and cost nothing", async () => {
      const { clock, budget } = scene();
      const { execute } = pipeline(cache({ ttlMs: 1_000, clock }), budget);
      for (let call = 0; call < 3; call += 1) await execute(() => 1, { key: "k" });
      expect([budget.spent, budget.saved]).toEqual([10, 0]);
    });
  });

  describe("with a period", () => {
    it("has room again when the oldest charges have gone, and says when that will be", async () => {
      const { clock, budget, execute } = scene({ limit: 20, periodMs: 1_000 });
      await execute(() => 1);
      await clock.advance(500);
      await execute(() => 2);
      // Forgotten in twentieths of the period: the first charge counts until 1,050.
      expect(await outcome(execute(() => 3))).toMatchObject({ reason: { retryAfterMs: 550 } });
      await clock.advance(549);
      expect(await outcome(execute(() => 3))).toMatchObject({ reason: { retryAfterMs: 1 } });
      await clock.advance(1);
      await execute(() => 3);
      expect(budget.spent).toBe(20);
    });

    it("7: forgets everything after a silence, whatever it is the first call of", async () => {
      const { clock, budget, execute } = scene({ limit: 20, periodMs: 1_000 });
      await execute(() => 1);
      await execute(() => 2);
      await clock.advance(86_400_000);
      expect([budget.spent, budget.remaining]).toEqual([0, 20]);
      await execute(() => 3);
    });

    it("begins anew at each period of a fixed window", async () => {
      const { clock, budget, execute } = scene({ limit: 20, periodMs: 1_000, window: "fixed" });
      await clock.advance(999);
      await execute(() => 1);
      await execute(() => 2);
      expect(await outcome(execute(() => 3))).toMatchObject({ reason: { retryAfterMs: 1 } });
      await clock.advance(1);
      expect([budget.spent, budget.remaining]).toEqual([0, 20]);
      await execute(() => 3);
    });

    it("does not let work that never ends hold its reservation for ever", async () => {
      const { clock, budget, execute } = scene({ limit: 20, periodMs: 1_000 });
      let end: () => void = () => {};
      void execute(() => new Promise<void>((resolve) => (end = resolve)));
      await clock.advance(1_049);
      expect(budget.reserved).toBe(10);
      await clock.advance(1);
      expect(budget.reserved).toBe(0);
      end();
      await clock.advance(0);
      expect([budget.reserved, budget.spent, budget.remaining]).toEqual([0, 0, 20]);
    });

    it("can not say when for a call that costs more than all of it", async () => {
      const { execute } = scene({ limit: 5, periodMs: 1_000 });
      expect(await outcome(execute(() => 1))).toMatchObject({
        reason: { ...exhausted.reason, retryAfterMs: undefined },
      });
    });
  });

  it("22: gives each key a budget of its own, and a key that has spent can not be pushed out for a second one", async () => {
    const { clock, budget, execute } = scene({ limit: 10, periodMs: 1_000, perKey: { maxKeys: 2, idleMs: 10 } });
    await execute(() => 1, { key: "a" });
    await execute(() => 1, { key: "b" });
    expect(await outcome(execute(() => 1, { key: "a" }))).toMatchObject(exhausted);
    expect(await outcome(execute(() => 1, { key: "c" }))).toMatchObject(exhausted);
    expect([budget.spent, budget.remaining, budget.stateOf("a"), budget.stateOf("z")]).toEqual([
      20,
      0,
      { spent: 10, reserved: 0, remaining: 0 },
      { spent: 0, reserved: 0, remaining: 10 },
    ]);
    await clock.advance(2_000);
    await execute(() => 1, { key: "c" });
    expect(budget.spent).toBe(10);
  });

  it("changes its limit while calls run; what is invalid, or its period, changes nothing", async () => {
    const { clock, budget, execute } = scene({ limit: 100 });
    const call = execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(1), 10)));
    budget.reconfigure({ limit: 5 });
    expect([budget.reserved, budget.remaining]).toEqual([10, 0]);
    await clock.advance(10);
    expect([await call, budget.spent]).toEqual([1, 10]);
    expect(await outcome(execute(() => 1))).toMatchObject(exhausted);
    expect(() => budget.reconfigure({ limit: Number.NaN })).toThrow(/limit must be an integer from 0/);
    expect(() => budget.reconfigure({ periodMs: 5 })).toThrow(/periodMs can not change/);
    expect(() => budget.checkChanges?.({ window: "fixed" })).toThrow(/window can not change/);
    budget.reconfigure({ limit: 20 });
    await execute(() => 1);
    expect(budget.settings).toMatchObject({ limit: 20, costPerCall: 10 });
  });

  it("tells what was charged, saved and refused", async () => {
    const { clock, budget } = scene({ limit: 10, unit: "micro-USD" });
    const events: unknown[] = [];
    const silence = diagnostics.on((event) => event.policy === "cost-budget" && events.push(event));
    const { execute } = pipeline(budget, cache({ ttlMs: 1_000, clock }));
    for (const key of ["a", "a", "b"]) await outcome(execute(() => 1, { key }));
    silence();
    const about = { policy: "cost-budget", unit: "micro-USD", cost: 10 };
    expect(events).toEqual([
      { type: "cost.charged", ...about, key: "a" },
      { type: "cost.saved", ...about, key: "a" },
      { type: "cost.rejected", ...about, key: "b", remaining: 0, retryAfterMs: undefined },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ["a fraction", { limit: 0.5, costPerCall: 1 }, /limit must be an integer from 0/],
    ["no cost", { limit: 5 }, /costPerCall must be an integer .* or a function/],
    ["an endless limit", { limit: Number.POSITIVE_INFINITY, costPerCall: 1 }, /limit must be/],
    ["an unknown window", { limit: 5, costPerCall: 1, window: "daily" }, /window must be one of sliding, fixed/],
    ["a currency", { limit: 5, costPerCall: 1, currency: "EUR" }, /no option currency/],
    ["perKey: a name", { limit: 5, costPerCall: 1, perKey: { max: 5 } }, /perKey: there is no option max/],
  ])("19: every option is honoured or refused: %s", (_, options, message) => {
    expect(() => costBudget(options as CostBudgetOptions)).toThrow(message);
  });
});
