import { describe, expect, it, vi } from "vitest";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import { timeWindow } from "../circuit-breaker/time-window.js";
import {
  bulkhead,
  type CallContext,
  type CircuitBreakerOptions,
  circuitBreaker,
  isResilienceError,
  type Policy,
  pipeline,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const unavailable = () => Object.assign(new Error("unavailable"), { status: 503 });
const fail = () => Promise.reject(unavailable());
const succeed = () => "well";
const never = () => new Promise<never>(() => {});
const heedful = ({ signal }: CallContext) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

function tripped(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = new VirtualClock();
  const breaker = circuitBreaker({
    strategy: consecutiveFailures(1),
    openMs: 1_000,
    clock,
    ...options,
  });
  const { execute } = pipeline(breaker);
  return { clock, breaker, execute };
}

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

describe("traps of circuit breakers", () => {
  it("1: a call that began before the breaker opened does not close it", async () => {
    const { clock, breaker, execute } = tripped();
    let finish: (value: string) => void = () => {};
    const straggler = execute(() => new Promise<string>((resolve) => (finish = resolve)));
    await outcome(execute(fail));
    await clock.advance(1_000);
    const probe = execute(never);
    finish("late");
    expect(await straggler).toBe("late");
    expect(breaker.state).toBe("half-open");
    void probe;
  });

  it("1: a failure that began before the breaker closed does not reopen it", async () => {
    const { clock, breaker, execute } = tripped();
    let finish: (error: Error) => void = () => {};
    const straggler = outcome(execute(() => new Promise((_, reject) => (finish = reject))));
    await outcome(execute(fail));
    await clock.advance(1_000);
    await execute(succeed);
    finish(unavailable());
    await straggler;
    expect(breaker.state).toBe("closed");
  });

  it("2: while half-open only the probe is let through, however many callers there are", async () => {
    const { clock, execute } = tripped();
    await outcome(execute(fail));
    await clock.advance(1_000);
    const work = vi.fn(() => Promise.resolve("well"));
    const results = await Promise.allSettled(Array.from({ length: 1_000 }, () => execute(work)));
    expect(work).toHaveBeenCalledTimes(1);
    const rejected = results.filter(({ status }) => status === "rejected");
    expect(rejected).toHaveLength(999);
    expect(
      rejected.every((result) => isResilienceError((result as PromiseRejectedResult).reason, "CIRCUIT_OPEN")),
    ).toBe(true);
  });

  it("2: it closes only after as many successes as there are probes", async () => {
    const { clock, breaker, execute } = tripped({ probes: 3 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    await execute(succeed);
    await execute(succeed);
    expect(breaker.state).toBe("half-open");
    await execute(succeed);
    expect(breaker.state).toBe("closed");
  });

  it("2: a bounded number of callers may wait for the probe instead; the others are refused at once", async () => {
    const { clock, breaker, execute } = tripped({ halfOpenQueue: 2 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    let finish: (value: string) => void = () => {};
    const probe = execute(() => new Promise<string>((resolve) => (finish = resolve)));
    const waiting = [execute(succeed), execute(succeed)];
    expect(await outcome(execute(succeed))).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    finish("probed");
    expect(await Promise.all([probe, ...waiting])).toEqual(["probed", "well", "well"]);
    expect(breaker.state).toBe("closed");
    expect(clock.pendingTimers).toBe(0);
  });

  it("2: those who wait for a probe that fails are refused with it", async () => {
    const { clock, execute } = tripped({ halfOpenQueue: 2 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    let finish: (error: Error) => void = () => {};
    const probe = outcome(execute(() => new Promise((_, reject) => (finish = reject))));
    const work = vi.fn(succeed);
    const waiting = [outcome(execute(work)), outcome(execute(work))];
    finish(unavailable());
    await probe;
    const refused = { reason: { code: "CIRCUIT_OPEN" } };
    expect(await Promise.all(waiting)).toMatchObject([refused, refused]);
    expect(work).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  it("2: closing does not release a thousand waiting calls at once, but twice as many from one answer to the next", async () => {
    const { clock, execute } = tripped({ halfOpenQueue: 1_000 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    let running = 0;
    const work = () => {
      running += 1;
      return new Promise<void>((resolve) => {
        clock.setTimeout(() => {
          running -= 1;
          resolve();
        }, 10);
      });
    };
    const calls = Array.from({ length: 1_001 }, () => execute(work));
    const seen: number[] = [];
    for (let wave = 0; wave < 11; wave += 1) {
      seen.push(running);
      await clock.advance(10);
    }
    expect(seen).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 489]);
    await Promise.all(calls);
  });

  it("2: after closing, a ramp lets a growing share of the calls through", async () => {
    const { clock, execute } = tripped({ rampMs: 10_000 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    await execute(succeed);
    const shares: number[] = [];
    for (let second = 0; second < 11; second += 1) {
      const results = await Promise.allSettled(Array.from({ length: 100 }, () => execute(succeed)));
      shares.push(results.filter(({ status }) => status === "fulfilled").length);
      await clock.advance(1_000);
    }
    for (const [second, share] of shares.entries()) expect(Math.abs(share - 10 * second)).toBeLessThanOrEqual(1);
  });

  it("3: a probe that hangs opens the circuit again, and another probe follows", async () => {
    const { clock, breaker, execute } = tripped({ probeTimeoutMs: 500 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    void execute(never);
    await clock.advance(499);
    expect(await outcome(execute(succeed))).toMatchObject({ reason: { code: "CIRCUIT_OPEN", retryAfterMs: 1 } });
    await clock.advance(1);
    expect(await outcome(execute(succeed))).toMatchObject({ reason: { code: "CIRCUIT_OPEN", retryAfterMs: 1_000 } });
    await clock.advance(1_000);
    expect(await execute(succeed)).toBe("well");
    expect(breaker.state).toBe("closed");
  });

  it("3: a caller who waits for the probe can leave, is answered at once, and leaves the place to others", async () => {
    const { clock, execute } = tripped({ halfOpenQueue: 1 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    let finish: (value: string) => void = () => {};
    const probe = execute(() => new Promise<string>((resolve) => (finish = resolve)));
    const caller = new AbortController();
    const work = vi.fn(succeed);
    const leaving = outcome(execute(work, { signal: caller.signal }));
    caller.abort();
    expect(await leaving).toMatchObject({ reason: { code: "ABORTED" } });
    const waiting = execute(succeed);
    finish("probed");
    expect(await Promise.all([probe, waiting])).toEqual(["probed", "well"]);
    expect(work).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  it("3: nobody waits for a probe that hangs: those who waited are refused when its time is up", async () => {
    const { clock, execute } = tripped({ halfOpenQueue: 10, probeTimeoutMs: 500 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    void execute(never);
    const waiting = outcome(execute(succeed));
    await clock.advance(500);
    expect(await waiting).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("4: a probe whose caller left gives its permit back and decides nothing", async () => {
    const { clock, breaker, execute } = tripped();
    await outcome(execute(fail));
    await clock.advance(1_000);
    const caller = new AbortController();
    const cancelled = outcome(
      execute(
        ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(unavailable()))),
        {
          signal: caller.signal,
        },
      ),
    );
    caller.abort();
    expect(await cancelled).toMatchObject({ reason: { code: "ABORTED" } });
    expect(breaker.state).toBe("half-open");
    expect(await execute(succeed)).toBe("well");
  });

  it("4: the permit that a leaving probe gives back goes to who waits for the outcome", async () => {
    const { clock, breaker, execute } = tripped({ halfOpenQueue: 10, probeTimeoutMs: 500 });
    await outcome(execute(fail));
    await clock.advance(1_000);
    const caller = new AbortController();
    const probe = outcome(execute(heedful, { signal: caller.signal }));
    const waiting = [outcome(execute(succeed)), outcome(execute(succeed))];
    caller.abort();
    await probe;
    await clock.advance(500);
    expect(await Promise.all(waiting)).toMatchObject([{ value: "well" }, { value: "well" }]);
    expect(breaker.state).toBe("closed");
  });

  it("4: an error that is no failure of the service neither opens nor closes the circuit", async () => {
    const { clock, breaker, execute } = tripped();
    const notFound = () => Promise.reject(Object.assign(new Error("not found"), { status: 404 }));
    await outcome(execute(notFound));
    expect(breaker.state).toBe("closed");
    await outcome(execute(fail));
    await clock.advance(1_000);
    await outcome(execute(notFound));
    expect(breaker.state).toBe("half-open");
    await execute(succeed);
    expect(breaker.state).toBe("closed");
  });

  it.each<[string, (clock: VirtualClock) => Policy, string]>([
    [
      "limiter",
      (clock) => rateLimiter({ kind: "gcra", limit: 1, periodMs: 1_000, maxQueue: 0, clock }),
      "RATE_LIMITED",
    ],
    ["bulkhead", (clock) => bulkhead({ concurrency: 1, clock }), "BULKHEAD_FULL"],
    [
      "breaker",
      (clock) => circuitBreaker({ strategy: consecutiveFailures(1), mode: "forced-open", clock }),
      "CIRCUIT_OPEN",
    ],
  ])(
    "5: rejections of an inner %s are not failures, even when isFailure says that all errors are",
    async (_, inner, code) => {
      const clock = new VirtualClock();
      const breaker = circuitBreaker({ strategy: consecutiveFailures(1), isFailure: () => true, clock });
      const { execute } = pipeline(breaker, inner(clock));
      void outcome(execute(never));
      expect(await outcome(execute(succeed))).toMatchObject({ reason: { code } });
      expect(breaker.state).toBe("closed");
    },
  );

  it("5: a total timeout that ends the wait for the limiter is not the service's failure, one that ends the work is", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), clock });
    const limiter = rateLimiter({ kind: "gcra", limit: 1, periodMs: 1_000, clock });
    const { execute } = pipeline(
      timeout({ ms: 1_500, kind: "total", clock }),
      breaker,
      limiter,
      timeout({ ms: 9_000, clock }),
    );
    await execute(succeed);
    const waiting = outcome(execute(succeed));
    await clock.advance(0);
    limiter.pause(10_000);
    await clock.advance(1_500);
    expect(await waiting).toMatchObject({ reason: { code: "TIMEOUT", scope: "total" } });
    expect(breaker.state).toBe("closed");
    await clock.advance(10_000);
    const hanging = outcome(execute(never));
    await clock.advance(1_500);
    expect(await hanging).toMatchObject({ reason: { code: "TIMEOUT", scope: "total" } });
    expect(breaker.state).toBe("open");
  });

  it("6: isolate then release returns to the state before, not to closed", async () => {
    const { breaker, execute } = tripped();
    await outcome(execute(fail));
    const release = breaker.isolate();
    expect(breaker.state).toBe("isolated");
    release();
    release();
    expect(breaker.state).toBe("open");
  });

  it("6: two isolations are two: releasing one twice leaves the other", () => {
    const { breaker } = tripped();
    const releases = [breaker.isolate(), breaker.isolate()];
    releases[0]?.();
    releases[0]?.();
    expect(breaker.state).toBe("isolated");
    releases[1]?.();
    expect(breaker.state).toBe("closed");
  });

  it("7: on the first call after a silence every expired bucket is gone", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({
      strategy: timeWindow({ windowMs: 10_000, minimumCalls: 4, failureRate: 0.5 }),
      clock,
    });
    const { execute } = pipeline(breaker);
    for (let call = 0; call < 3; call += 1) {
      await outcome(execute(fail));
      await clock.advance(1_000);
    }
    await clock.advance(20_000);
    await outcome(execute(fail));
    expect(breaker.state).toBe("closed");
  });

  it("31: an open circuit is not retried blindly: the refusal comes at once and says when to come again", async () => {
    const { clock, breaker, execute } = tripped();
    await outcome(execute(fail));
    await clock.advance(400);
    const retrying = pipeline(retry({ clock }), breaker);
    expect(await outcome(retrying.execute(succeed))).toMatchObject({
      reason: { code: "CIRCUIT_OPEN", retryAfterMs: 600 },
    });
    expect(clock.pendingTimers).toBe(0);
  });
});
