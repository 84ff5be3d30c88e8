import { describe, expect, it, vi } from "vitest";
import { isTransient, parseRetryAfter, pipeline, retry, retryBudget } from "../index.js";
import { exponentialBackoff, planDelays } from "../retry/backoff.js";
import { VirtualClock } from "../testing/index.js";

const asking = (retryAfterMs: number) => Object.assign(new Error("too many"), { status: 429, retryAfterMs });
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const exponential = exponentialBackoff({ initialMs: 1_000, maxMs: 8_000 });

describe("traps of retry", () => {
  it.each([
    ["full", 0.25, 2_000],
    ["equal", 0.25, 5_000],
    ["decorrelated", 0.25, 2_750],
  ] as const)("18: jitter applies at the cap too: %s", (jitter, random, expected) => {
    const plan = planDelays(exponential, jitter, () => random);
    expect(plan(20, 8_000)).toBe(expected);
  });

  it("18: decorrelated jitter stays between the initial delay and the cap", () => {
    const highest = planDelays(exponential, "decorrelated", () => 0.999999);
    const lowest = planDelays(exponential, "decorrelated", () => 0);
    expect(highest(20, 8_000)).toBeLessThanOrEqual(8_000);
    expect(lowest(1, 0)).toBe(1_000);
  });

  it("20: Retry-After is parsed in both forms", () => {
    const now = Date.UTC(2026, 0, 1);
    expect(parseRetryAfter("120", now)).toBe(120_000);
    expect(parseRetryAfter(" 0 ", now)).toBe(0);
    expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30_000);
    expect(parseRetryAfter("Thursday, 01-Jan-26 00:00:30 GMT", now)).toBe(30_000);
    expect(parseRetryAfter("Thu Jan  1 00:00:30 2026", now)).toBe(30_000);
    expect(parseRetryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  });

  it.each(["", "soon", "-5", "1.5", "2026-01-01", "1e9", null, undefined])("20: %s is no Retry-After", (header) => {
    expect(parseRetryAfter(header, Date.UTC(2026, 0, 1))).toBeUndefined();
  });

  it.each([
    ["longer than the backoff: waits as asked", 5_000, 5_000],
    ["shorter than the backoff: never below the backoff", 10, 1_000],
  ])("20: Retry-After %s", async (_, asked, waited) => {
    const clock = new VirtualClock();
    const work = vi.fn(({ attempt }: { attempt: number }) => {
      if (attempt === 1) throw asking(asked);
      return clock.now();
    });
    const { execute } = pipeline(retry({ backoff: exponential, jitter: "none", clock }));
    const call = execute(work);
    await clock.advance(60_000);
    expect(await call).toBe(waited);
  });

  it("20: a Retry-After over the bound is not waited for and not ignored: the retry gives up", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => Promise.reject(asking(60_001)));
    const { execute } = pipeline(retry({ maxRetryAfterMs: 60_000, clock }));
    expect(await outcome(execute(work))).toMatchObject({ reason: { status: 429 } });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("31: nested retries do not multiply once the shared budget is exhausted", async () => {
    const clock = new VirtualClock();
    const budget = retryBudget({ ratio: 0, capacity: 2 });
    const work = vi.fn(() => Promise.reject(asking(0)));
    const inner = pipeline(retry({ maxRetries: 5, budget, clock }));
    const outer = pipeline(retry({ maxRetries: 5, clock }));
    const call = outcome(outer.execute(() => inner.execute(work)));
    await clock.advance(600_000);
    expect(await call).toMatchObject({ reason: { code: "RETRY_BUDGET_EXHAUSTED", cause: { status: 429 } } });
    expect(work).toHaveBeenCalledTimes(3);
    expect(isTransient(((await call) as PromiseRejectedResult).reason)).toBe(false);
  });
});
