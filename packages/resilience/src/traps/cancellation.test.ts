import { describe, expect, it, vi } from "vitest";
import { bulkhead, type CallContext, cache, fallback, pipeline, rateLimiter, retry, timeout } from "../index.js";
import { constantBackoff } from "../retry/backoff.js";
import { VirtualClock } from "../testing/index.js";

const unavailable = () => Object.assign(new Error("unavailable"), { status: 503 });
const never = () => new Promise<never>(() => {});
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

describe("traps of cancellation", () => {
  it("11: a thousand calls under one signal add one listener to it, and take it away", async () => {
    const caller = new AbortController();
    const added = vi.spyOn(caller.signal, "addEventListener");
    const removed = vi.spyOn(caller.signal, "removeEventListener");
    const { execute } = pipeline(timeout({ ms: 1_000 }), retry());
    const calls = Array.from({ length: 1_000 }, () =>
      execute(() => new Promise((resolve) => queueMicrotask(() => resolve(1))), { signal: caller.signal }),
    );
    await Promise.all(calls);
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalledTimes(1);
  });

  it("11: calls without a signal never share the one that the work is given", async () => {
    const { execute } = pipeline(retry());
    const signalOf = ({ signal }: CallContext) => signal;
    expect(await execute(signalOf)).not.toBe(await execute(signalOf));
  });

  it("12: abort during backoff rejects at once, and no further attempt is made", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => Promise.reject(unavailable()));
    const caller = new AbortController();
    const { execute } = pipeline(retry({ backoff: constantBackoff(5_000), jitter: "none", clock }));
    const call = outcome(execute(work, { signal: caller.signal }));
    await clock.advance(1_000);
    caller.abort(new Error("enough"));
    expect(await call).toMatchObject({ reason: { code: "ABORTED", cause: { message: "enough" } } });
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("12: a pause that would outlast the total timeout is not begun: the error comes at once", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => Promise.reject(unavailable()));
    const { execute } = pipeline(
      timeout({ ms: 1_000, kind: "total", clock }),
      retry({ backoff: constantBackoff(900), jitter: "none", clock }),
    );
    const call = outcome(execute(work));
    await clock.advance(900);
    expect(await call).toMatchObject({ reason: { status: 503 } });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["an AbortError", new DOMException("stopped", "AbortError")],
    ["a TimeoutError, as of AbortSignal.timeout()", new DOMException("time is up", "TimeoutError")],
  ])("13: a caller's abort is never reported as a timeout: %s", async (_, reason) => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const { execute } = pipeline(
      timeout({ ms: 1_000, kind: "total", clock }),
      retry({ clock }),
      timeout({ ms: 500, clock }),
    );
    const work = ({ signal }: CallContext) =>
      new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const call = outcome(execute(work, { signal: caller.signal }));
    caller.abort(reason);
    expect(await call).toMatchObject({ reason: { code: "ABORTED", cause: reason } });
  });

  it("13: a signal that was aborted before the call keeps the work from starting", async () => {
    const work = vi.fn();
    const call = pipeline(timeout({ ms: 1_000 })).execute(work, { signal: AbortSignal.abort() });
    expect(await outcome(call)).toMatchObject({ reason: { code: "ABORTED" } });
    expect(work).not.toHaveBeenCalled();
  });

  it("13: the work is aborted with the caller's own reason, and with the timeout's error when time is up", async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const { execute } = pipeline(timeout({ ms: 500, clock }));
    const signals: AbortSignal[] = [];
    const work = ({ signal }: CallContext) => {
      signals.push(signal);
      return never();
    };
    const left = outcome(execute(work, { signal: caller.signal }));
    const late = outcome(execute(work));
    caller.abort("gone");
    await clock.advance(500);
    await Promise.all([left, late]);
    expect(signals[0]?.reason).toBe("gone");
    expect(signals[1]?.reason).toMatchObject({ code: "TIMEOUT", scope: "attempt" });
  });

  it("14: a timeout does not free a bulkhead slot while the work still runs", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, queue: 1, clock });
    const { execute } = pipeline(slots, timeout({ ms: 100, clock }));
    let finish: () => void = () => {};
    const first = outcome(execute(() => new Promise<void>((resolve) => (finish = resolve))));
    const second = vi.fn();
    await clock.advance(100);
    expect(await first).toMatchObject({ reason: { code: "TIMEOUT" } });
    const waiting = execute(second);
    await clock.advance(1_000);
    expect(slots.running).toBe(1);
    expect(second).not.toHaveBeenCalled();
    finish();
    await waiting;
    expect(second).toHaveBeenCalledTimes(1);
    expect(slots.running).toBe(0);
  });

  it("14: nor does a total timeout around retries whose attempt runs on", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const { execute } = pipeline(
      slots,
      timeout({ ms: 100, kind: "total", clock }),
      retry({ clock }),
      timeout({ ms: 90, clock }),
    );
    const finish: (() => void)[] = [];
    const call = outcome(execute(() => new Promise<void>((resolve) => finish.push(resolve))));
    await clock.advance(10_000);
    await call;
    expect(slots.running).toBe(1);
    for (const done of finish) done();
    await clock.advance(0);
    expect(slots.running).toBe(0);
  });

  it("14: nor does the end of the first of several abandoned attempts", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const { execute } = pipeline(
      slots,
      retry({ maxRetries: 1, backoff: constantBackoff(0), clock }),
      timeout({ ms: 10, clock }),
    );
    const call = Promise.allSettled([
      execute(({ attempt }) => new Promise<void>((resolve) => clock.setTimeout(resolve, attempt * 100))),
    ]);
    await clock.advance(150);
    expect(await call).toMatchObject([{ reason: { code: "TIMEOUT" } }]);
    expect(slots.running).toBe(1);
    await clock.advance(100);
    expect(slots.running).toBe(0);
  });

  it("14: nor does leaving a shared load that goes on for others, and the slot is given back once", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 2, clock });
    const { execute } = pipeline(slots, cache({ ttlMs: 1_000, clock }), timeout({ ms: 100, clock }));
    const caller = new AbortController();
    const work = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), 500));
    const leaving = outcome(execute(work, { key: "key", signal: caller.signal }));
    const staying = outcome(execute(work, { key: "key" }));
    await clock.advance(50);
    caller.abort();
    await leaving;
    expect(slots.running).toBe(2);
    await clock.advance(50);
    expect(await staying).toMatchObject({ reason: { code: "TIMEOUT" } });
    await clock.advance(300);
    expect(slots.running).toBe(1);
    await clock.advance(200);
    expect(slots.running).toBe(0);
  });

  it("14: a refresh in the background that outlives its call gives no slot back twice", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const values = cache({ ttlMs: 10, staleWhileRevalidateMs: 10_000, clock });
    const { execute } = pipeline(slots, values, timeout({ ms: 100, clock }));
    values.set("key", "stale");
    await clock.advance(10);
    const work = () => new Promise((resolve) => clock.setTimeout(() => resolve("late"), 500));
    expect(await execute(work, { key: "key" })).toBe("stale");
    await clock.advance(10_000);
    expect(slots.running).toBe(0);
  });

  it("15: each attempt has a signal of its own, and a timed-out one aborts no other", async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const { execute } = pipeline(
      timeout({ ms: 10_000, kind: "total", clock }),
      retry({ backoff: constantBackoff(10), jitter: "none", clock }),
      timeout({ ms: 100, clock }),
    );
    const call = execute(({ signal, attempt }) => {
      signals.push(signal);
      return attempt === 1 ? never() : "second";
    });
    await clock.advance(110);
    expect(await call).toBe("second");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it("15: a signal is never aborted on success", async () => {
    const { execute } = pipeline(timeout({ ms: 1_000 }));
    const signal = await execute((context) => context.signal);
    expect(signal.aborted).toBe(false);
  });

  it.each([
    ["bulkhead", (clock: VirtualClock) => bulkhead({ concurrency: 1, queue: 10, clock })],
    ["rate limiter", (clock: VirtualClock) => rateLimiter({ kind: "gcra", limit: 1, periodMs: 1_000, clock })],
  ])("17: abort while queued removes the entry and rejects at once: %s", async (_, policy) => {
    const clock = new VirtualClock();
    const { execute } = pipeline(policy(clock));
    let finish: () => void = () => {};
    const first = execute(() => new Promise<void>((resolve) => (finish = resolve)));
    const caller = new AbortController();
    const abandoned = vi.fn();
    const leaving = outcome(execute(abandoned, { signal: caller.signal }));
    const staying = execute(() => "served");
    await clock.advance(1);
    caller.abort();
    expect(await leaving).toMatchObject({ reason: { code: "ABORTED" } });
    finish();
    await clock.advance(1_000);
    expect(await Promise.all([first, staying])).toEqual([undefined, "served"]);
    expect(abandoned).not.toHaveBeenCalled();
  });

  it("a fallback never stands in for a caller who left", async () => {
    const caller = new AbortController();
    const standIn = vi.fn(() => "stand-in");
    const { execute } = pipeline(fallback([{ name: "stand-in", run: standIn }]));
    const work = ({ signal }: CallContext) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(unavailable())));
    const call = outcome(execute(work, { signal: caller.signal }));
    caller.abort();
    expect(await call).toMatchObject({ reason: { code: "ABORTED" } });
    await Promise.resolve();
    expect(standIn).not.toHaveBeenCalled();
  });
});
