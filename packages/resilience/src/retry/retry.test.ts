import { describe, expect, it, vi } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { timeout } from "../timeout/timeout.js";
import { constantBackoff, exponentialBackoff } from "./backoff.js";
import { retryBudget } from "./budget.js";
import { type RetryOptions, retry } from "./retry.js";
import { withRetry } from "./with-retry.js";

const unavailable = () => Object.assign(new Error("unavailable"), { status: 503 });
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

function retrying(options: RetryOptions = {}) {
  const clock = new VirtualClock();
  const policy = retry({ backoff: constantBackoff(100), jitter: "none", clock, ...options });
  return { clock, execute: pipeline(policy).execute };
}

describe("retry", () => {
  it("repeats until it works, telling the work which attempt it is", async () => {
    const { clock, execute } = retrying();
    const call = execute(({ attempt }) => {
      if (attempt < 3) throw unavailable();
      return { attempt, at: clock.now() };
    });
    await clock.advance(1_000);
    expect(await call).toEqual({ attempt: 3, at: 200 });
  });

  it("gives up after maxRetries with the last error, unchanged", async () => {
    const { clock, execute } = retrying({ maxRetries: 2 });
    const errors = [unavailable(), unavailable(), unavailable()];
    const call = outcome(execute(({ attempt }) => Promise.reject(errors[attempt - 1])));
    await clock.advance(1_000);
    expect(((await call) as PromiseRejectedResult).reason).toBe(errors[2]);
  });

  it.each<[string, unknown]>([
    ["a 404", Object.assign(new Error("not found"), { status: 404 })],
    ["a programming error", new TypeError("x is not a function")],
    ["an abort", new DOMException("stopped", "AbortError")],
    ["an unknown host", Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })],
    ["nothing", undefined],
  ])("does not repeat after %s", async (_, error) => {
    const { execute } = retrying();
    const work = vi.fn(() => Promise.reject(error));
    await outcome(execute(work));
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("never repeats a call that is not idempotent", async () => {
    const { clock, execute } = retrying();
    const work = vi.fn(() => Promise.reject(unavailable()));
    const call = outcome(execute(work, { idempotent: false }));
    await clock.advance(1_000);
    await call;
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("repeats after an attempt's timeout, not after the total one", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => new Promise(() => {}));
    const backoff = constantBackoff(1);
    const attempts = pipeline(retry({ maxRetries: 1, backoff, clock }), timeout({ ms: 100, clock }));
    const total = pipeline(retry({ maxRetries: 1, backoff, clock }), timeout({ ms: 100, kind: "total", clock }));
    const calls = [outcome(attempts.execute(work)), outcome(total.execute(work))];
    await clock.advance(1_000);
    await Promise.all(calls);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("starts no retry after maxElapsedMs", async () => {
    const { clock, execute } = retrying({ maxRetries: 99, maxElapsedMs: 250 });
    const work = vi.fn(() => Promise.reject(unavailable()));
    const call = outcome(execute(work));
    await clock.advance(10_000);
    await call;
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("starts no pause that would outlast the caller's deadline", async () => {
    const { clock, execute } = retrying({ backoff: constantBackoff(1_000) });
    const call = outcome(execute(() => Promise.reject(unavailable()), { deadlineMs: 1_000 }));
    await clock.advance(0);
    expect(await call).toMatchObject({ reason: { status: 503 } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("shares a budget: a tenth of the calls may be repeated in the long run", async () => {
    const budget = retryBudget({ ratio: 0.1, capacity: 5 });
    const { clock, execute } = retrying({ budget, maxRetries: 1, backoff: constantBackoff(0) });
    const work = vi.fn(() => Promise.reject(unavailable()));
    const calls = Array.from({ length: 1_000 }, () => outcome(execute(work)));
    await clock.advance(0);
    await Promise.all(calls);
    // All deposits come before the first failure, and the budget holds 5 at most.
    expect(work).toHaveBeenCalledTimes(1_005);
    for (let round = 0; round < 1_000; round += 1) {
      const call = outcome(execute(work));
      await clock.advance(0);
      await call;
    }
    expect(work).toHaveBeenCalledTimes(1_005 + 1_000 + 100);
  });

  it("tells what it does", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "told" && heard.push(event));
    const { clock, execute } = retrying({ name: "told", maxRetries: 1 });
    const call = outcome(execute(() => Promise.reject(unavailable()), { key: "DE" }));
    await clock.advance(1_000);
    await call;
    stop();
    expect(heard).toMatchObject([
      { type: "retry.scheduled", key: "DE", attempt: 1, delayMs: 100 },
      { type: "retry.gave-up", key: "DE", attempt: 2, reason: "attempts" },
    ]);
  });

  it("withRetry runs one function under a retry of its own", async () => {
    const clock = new VirtualClock();
    const call = withRetry(({ attempt }) => (attempt === 1 ? Promise.reject(unavailable()) : "well"), { clock });
    await clock.advance(1_000);
    expect(await call).toBe("well");
  });

  it("counts what has elapsed from the first try on, and ends at the very limit", async () => {
    const clock = new VirtualClock();
    await clock.advance(5_000);
    const tries: number[] = [];
    const { execute } = pipeline(
      retry({ maxRetries: 10, backoff: constantBackoff(100), jitter: "none", maxElapsedMs: 300, clock }),
    );
    const call = Promise.allSettled([
      execute(() => {
        tries.push(clock.now() - 5_000);
        throw Object.assign(new Error("down"), { status: 503 });
      }),
    ]);
    await clock.advance(2_000);
    await call;
    expect(tries).toEqual([0, 100, 200, 300]);
  });

  it("waits as long as asked at most, and not a retry later than the limit", async () => {
    const clock = new VirtualClock();
    const tries: number[] = [];
    const asking = (retryAfterMs: number) => () => {
      tries.push(clock.now());
      throw Object.assign(new Error("busy"), { status: 429, retryAfterMs });
    };
    const policy = retry({ maxRetries: 1, backoff: constantBackoff(1), maxRetryAfterMs: 500, clock });
    for (const ms of [500, 501]) {
      const call = Promise.allSettled([pipeline(policy).execute(asking(ms))]);
      await clock.advance(1_000);
      await call;
    }
    expect(tries).toEqual([0, 500, 1_000]);
  });

  it("a budget earns its share of a retry with each call", () => {
    const budget = retryBudget({ ratio: 0.5, capacity: 2 });
    expect([budget.tryWithdraw(), budget.tryWithdraw(), budget.tryWithdraw()]).toEqual([true, true, false]);
    budget.deposit();
    expect([budget.available, budget.tryWithdraw()]).toEqual([0, false]);
    budget.deposit();
    expect([budget.available, budget.tryWithdraw(), budget.tryWithdraw()]).toEqual([1, true, false]);
    const usual = retryBudget();
    for (let taken = 0; taken < 10; taken += 1) expect(usual.tryWithdraw()).toBe(true);
    for (let call = 0; call < 9; call += 1) usual.deposit();
    expect(usual.tryWithdraw()).toBe(false);
    usual.deposit();
    expect(usual.tryWithdraw()).toBe(true);
  });

  it("a backoff may begin at its maximum", () => {
    expect(exponentialBackoff({ initialMs: 5, maxMs: 5 }).delayMs(1)).toBe(5);
  });
});
