import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import Bottleneck from "bottleneck";
import {
  BrokenCircuitError,
  circuitBreaker as breakerOf,
  bulkhead as bulkheadOf,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry as retryOf,
  TimeoutStrategy,
  timeout as timeoutOf,
  wrap,
} from "cockatiel";
import Opossum from "opossum";
import PQueue from "p-queue";
import pRetry from "p-retry";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/**
 * What the pages say about other libraries, by running them: when one of these turns red, the library was mended and the
 * page has to be. The same situations through this library are in `packages/resilience/src/traps`.
 */
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const never = () => new Promise<never>(() => {});
const fail = async () => {
  throw new Error("down");
};
const pass = async () => "well";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("cockatiel 4", () => {
  it("waits out the backoff of a caller who left, and then asks the service once more", async () => {
    const controller = new AbortController();
    const work = vi.fn(fail);
    const policy = retryOf(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(60_000) });
    const call = outcome(policy.execute(work, controller.signal));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await call;
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("tells a caller who left that the operation timed out", async () => {
    const controller = new AbortController();
    const call = outcome(timeoutOf(60_000, TimeoutStrategy.Aggressive).execute(never, controller.signal));
    controller.abort();
    expect(await call).toMatchObject({ reason: { message: "Operation timed out after 60000ms" } });
  });

  it("keeps a caller who left in the bulkhead's queue until a slot is free", async () => {
    const controller = new AbortController();
    const bulkhead = bulkheadOf(1, 1);
    bulkhead.execute(never);
    const settled = vi.fn();
    bulkhead.execute(pass, controller.signal).catch(settled);
    controller.abort();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(settled).not.toHaveBeenCalled();
    expect(bulkhead.queueSlots).toBe(0);
  });

  it("closes a circuit that was open when an isolation ends", async () => {
    const breaker = breakerOf(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(1) });
    await outcome(breaker.execute(fail));
    expect(breaker.state).toBe(CircuitState.Open);
    breaker.isolate().dispose();
    expect(breaker.state).toBe(CircuitState.Closed);
  });

  it("keeps every caller waiting, without bound, behind a probe that hangs, also one who leaves", async () => {
    const breaker = breakerOf(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(1) });
    await outcome(breaker.execute(fail));
    await vi.advanceTimersByTimeAsync(1_000);
    breaker.execute(never);
    const controller = new AbortController();
    const settled = vi.fn();
    for (let caller = 0; caller < 1_000; caller += 1) {
      breaker.execute(pass, controller.signal).then(settled, settled);
    }
    controller.abort();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(settled).not.toHaveBeenCalled();
  });

  it("opens a circuit again for an hour more when the wall clock steps back an hour", async () => {
    const breaker = breakerOf(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(1) });
    await outcome(breaker.execute(fail));
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome(breaker.execute(pass))).toMatchObject({ status: "rejected" });
  });

  it("has a retry take the breaker's refusal for one more failure", async () => {
    const breaker = breakerOf(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(1) });
    const policy = wrap(retryOf(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(1_000) }), breaker);
    const settled = vi.fn();
    policy.execute(fail).catch(settled);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(settled).toHaveBeenCalledWith(expect.any(BrokenCircuitError));
  });

  it("closes on a probe that failed in a way the breaker does not handle", async () => {
    const serverErrors = handleWhen((error) => (error as Error).message === "down");
    const breaker = breakerOf(serverErrors, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(1) });
    await outcome(breaker.execute(fail));
    await vi.advanceTimersByTimeAsync(1_000);
    await outcome(breaker.execute(() => Promise.reject(new Error("not found"))));
    expect(breaker.state).toBe(CircuitState.Closed);
  });

  it("aborts the signal of work that has succeeded", async () => {
    const signal = await timeoutOf(1_000, TimeoutStrategy.Aggressive).execute(({ signal }) => signal);
    expect(signal.aborted).toBe(true);
  });

  it("takes an option that does not exist", () => {
    const options = { maxAttempt: 3, backoff: new ExponentialBackoff() };
    expect(() => retryOf(handleAll, options)).not.toThrow();
  });
});

describe("opossum 9", () => {
  const breakers: { shutdown(): void }[] = [];
  const opossum = <A extends unknown[], R>(action: (...rest: A) => Promise<R>, options: Opossum.Options<A> = {}) => {
    const breaker = new Opossum(action, options);
    breakers.push(breaker);
    return breaker;
  };
  afterEach(() => {
    for (const breaker of breakers.splice(0)) breaker.shutdown();
  });

  it("counts a caller who left as a failure of the service", async () => {
    const breaker = opossum(async (signal: AbortSignal) => signal.throwIfAborted());
    await outcome(breaker.fire(AbortSignal.abort()));
    expect(breaker.stats.failures).toBe(1);
    expect(breaker.opened).toBe(true);
  });

  it("counts its own refusals for want of capacity as failures, and opens on a service that is well", async () => {
    const breaker = opossum(async (work: () => Promise<unknown>) => work(), { capacity: 1 });
    breaker.fire(never);
    await outcome(breaker.fire(pass));
    await outcome(breaker.fire(pass));
    expect(breaker.opened).toBe(true);
  });

  it("fails a synchronous action that returns undefined", async () => {
    const action: () => Promise<void> = () => undefined as unknown as Promise<void>;
    expect(await outcome(opossum(action).fire())).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
  });

  it("opens on the first failure, and not at the very percentage it was given", async () => {
    const first = opossum(async (work: () => Promise<unknown>) => work());
    await outcome(first.fire(fail));
    expect(first.opened).toBe(true);
    const half = opossum(async (work: () => Promise<unknown>) => work(), { errorThresholdPercentage: 50 });
    await half.fire(pass);
    await outcome(half.fire(fail));
    expect(half.opened).toBe(false);
  });

  it("closes on a probe whose error was filtered", async () => {
    const errorFilter = (error: Error) => error.message === "not found";
    const breaker = opossum(async (work: () => Promise<unknown>) => work(), { errorFilter, resetTimeout: 1_000 });
    await outcome(breaker.fire(fail));
    await vi.advanceTimersByTimeAsync(1_000);
    await outcome(breaker.fire(() => Promise.reject(new Error("not found"))));
    expect(breaker.closed).toBe(true);
  });

  it("frees the slot of a timed-out call while its work still runs", async () => {
    const running = vi.fn(never);
    const breaker = opossum(running, { capacity: 1, timeout: 1_000, errorThresholdPercentage: 100 });
    breaker.fire().catch(() => {});
    await vi.advanceTimersByTimeAsync(1_000);
    breaker.fire().catch(() => {});
    expect(running).toHaveBeenCalledTimes(2);
  });

  it("aborts every call under way when one of them times out, for they share one controller", async () => {
    const abortController = new AbortController();
    const options = { timeout: 1_000, abortController, errorThresholdPercentage: 100 };
    const breaker = opossum(never, options);
    breaker.fire().catch(() => {});
    await vi.advanceTimersByTimeAsync(900);
    breaker.fire().catch(() => {});
    await vi.advanceTimersByTimeAsync(100);
    expect(abortController.signal.aborted).toBe(true);
  });

  it("fails a call that succeeded when a listener of it throws", async () => {
    const breaker = opossum(pass);
    breaker.on("success", () => {
      throw new Error("in the listener");
    });
    expect(await outcome(breaker.fire())).toMatchObject({ reason: { message: "in the listener" } });
  });

  it("closes on the success of a call that began before it opened", async () => {
    const breaker = opossum(async (work: () => Promise<unknown>) => work(), { resetTimeout: 1_000, timeout: false });
    const straggler = deferred<string>();
    breaker.fire(() => straggler.promise);
    await outcome(breaker.fire(fail));
    await outcome(breaker.fire(fail));
    expect(breaker.opened).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    straggler.resolve("old news");
    await vi.advanceTimersByTimeAsync(0);
    expect(breaker.closed).toBe(true);
  });
});

describe("p-retry 7", () => {
  it("repeats what can not succeed, unless told otherwise", async () => {
    const work = vi.fn(() => Promise.reject(Object.assign(new Error("not found"), { status: 404 })));
    const call = outcome(pRetry(work, { retries: 2 }));
    await vi.advanceTimersByTimeAsync(60_000);
    await call;
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("does not hear Retry-After", async () => {
    const asking = Object.assign(new Error("too many"), { status: 429, retryAfterMs: 30_000 });
    const work = vi.fn(() => Promise.reject(asking));
    const call = outcome(pRetry(work, { retries: 1 }));
    await vi.advanceTimersByTimeAsync(2_000);
    await call;
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("has no jitter at the cap: clients that reached it come back in step", async () => {
    const delays = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const times: number[] = [];
        const work = async () => {
          times.push(Date.now());
          throw new Error("down");
        };
        const call = outcome(pRetry(work, { retries: 2, minTimeout: 1_000, maxTimeout: 1_000, randomize: true }));
        await vi.advanceTimersByTimeAsync(10_000);
        await call;
        return (times[2] ?? 0) - (times[1] ?? 0);
      }),
    );
    expect(new Set(delays)).toEqual(new Set([1_000]));
  });
});

describe("p-queue 9", () => {
  it("starts the next task while a timed-out one still runs", async () => {
    const queue = new PQueue({ concurrency: 1, timeout: 1_000 });
    let running = 0;
    const task = async () => {
      running += 1;
      await never();
    };
    queue.add(task).catch(() => {});
    queue.add(task).catch(() => {});
    await vi.advanceTimersByTimeAsync(1_000);
    expect(running).toBe(2);
  });
});

describe("rate-limiter-flexible 11", () => {
  it("lets twice the limit through at a window's edge", async () => {
    const limiter = new RateLimiterMemory({ points: 10, duration: 1 });
    let taken = 0;
    const take = async (times: number) => {
      for (let call = 0; call < times; call += 1) {
        if ((await outcome(limiter.consume("key")))?.status === "fulfilled") taken += 1;
      }
    };
    await take(1); // opens the window
    await vi.advanceTimersByTimeAsync(950);
    taken = 0;
    await take(20);
    await vi.advanceTimersByTimeAsync(60);
    await take(20);
    expect(taken).toBe(19); // within 60 ms, of a limit of 10 in a second
  });
});

describe("bottleneck 2", () => {
  it("lets twice the limit through around the refresh of its reservoir", async () => {
    const limiter = new Bottleneck({
      reservoir: 10,
      reservoirRefreshAmount: 10,
      reservoirRefreshInterval: 1_000,
      heartbeatInterval: 10,
    } as Bottleneck.ConstructorOptions);
    await vi.advanceTimersByTimeAsync(950);
    const startedAt: number[] = [];
    const began = Date.now();
    for (let call = 0; call < 20; call += 1) limiter.schedule(async () => void startedAt.push(Date.now() - began));
    await vi.advanceTimersByTimeAsync(200);
    expect(startedAt).toHaveLength(20); // within 200 ms, of a limit of 10 in a second
  });
});

describe("bentocache 1", () => {
  const bentocache = () =>
    new BentoCache({ default: "memory", stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 10 })) } });

  it("runs a loader that fails once per waiter", async () => {
    vi.useRealTimers();
    const factory = vi.fn(fail);
    const cache = bentocache();
    const waiters = Array.from({ length: 5 }, () => outcome(cache.getOrSet({ key: "key", ttl: "1h", factory })));
    await Promise.all(waiters);
    expect(factory).toHaveBeenCalledTimes(5);
  });

  it("can not keep undefined, and asks the service every time", async () => {
    vi.useRealTimers();
    const factory = vi.fn(async () => undefined);
    const cache = bentocache();
    for (let caller = 0; caller < 3; caller += 1) {
      expect(await outcome(cache.getOrSet({ key: "key", ttl: "1h", factory }))).toMatchObject({ status: "rejected" });
    }
    expect(factory).toHaveBeenCalledTimes(3);
  });
});

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
