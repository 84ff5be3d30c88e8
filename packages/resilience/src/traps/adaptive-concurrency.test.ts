import { describe, expect, it } from "vitest";
import { adaptiveConcurrency, diagnostics, gradientLimit, isTransient, pipeline, timeout } from "../index.js";
import { VirtualClock } from "../testing/index.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

function limited(initialLimit = 20, queue = 0) {
  const clock = new VirtualClock();
  const policy = adaptiveConcurrency({ algorithm: gradientLimit(), initialLimit, queue, clock });
  const { execute } = pipeline(policy);
  const together = async (count: number, ms: number) => {
    const work = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), ms));
    const calls = Array.from({ length: count }, () => execute(work));
    await clock.advance(ms);
    await Promise.all(calls);
  };
  return { clock, policy, execute, together };
}

describe("traps of adaptive concurrency", () => {
  it("30: calls whose caller left are not measured, whether they end well or not", async () => {
    const { clock, policy, execute, together } = limited();
    for (let round = 0; round < 5; round += 1) await together(20, 20);
    const before = policy.snapshot();
    for (let round = 0; round < 50; round += 1) {
      const caller = new AbortController();
      const calls = Array.from({ length: 20 }, (_, index) => {
        const work = () =>
          new Promise((resolve, reject) => {
            const unavailable = Object.assign(new Error("unavailable"), { status: 503 });
            clock.setTimeout(() => (index % 2 === 0 ? resolve(1) : reject(unavailable)), 2_000);
          });
        return outcome(execute(work, { signal: caller.signal }));
      });
      await clock.advance(1);
      caller.abort();
      await clock.advance(2_000);
      await Promise.all(calls);
    }
    expect(policy.snapshot()).toEqual(before);
  });

  it("30: the limit does not grow while the application is the bottleneck", async () => {
    const { policy, together } = limited();
    for (let round = 0; round < 100; round += 1) await together(9, 20);
    expect(policy.limit).toBe(20);
    for (let round = 0; round < 100; round += 1) await together(policy.limit, 20);
    expect(policy.limit).toBeGreaterThan(30);
  });

  it("5: refusals of the library lower no limit", async () => {
    const { policy, execute } = limited(2);
    const inner = limited(1);
    void inner.execute(() => new Promise(() => {}));
    for (let call = 0; call < 100; call += 1) {
      expect(await outcome(execute(() => inner.execute(() => 1)))).toMatchObject({
        reason: { code: "CONCURRENCY_LIMITED" },
      });
    }
    expect(policy.limit).toBe(2);
  });

  it("12: who leaves the queue is answered at once, and its place is the next one's", async () => {
    const { clock, policy, execute } = limited(1, 5);
    const caller = new AbortController();
    let finish: () => void = () => {};
    const first = execute(() => new Promise<void>((resolve) => (finish = resolve)));
    const leaving = outcome(execute(() => 2, { signal: caller.signal }));
    const last = execute(() => 3);
    await clock.advance(1);
    caller.abort();
    expect(await leaving).toMatchObject({ reason: { code: "ABORTED" } });
    finish();
    expect(await Promise.all([first, last])).toEqual([undefined, 3]);
    expect([policy.running, policy.waiting]).toEqual([0, 0]);
  });

  it("14: a place whose work ignores its timeout stays taken, and the timeout counts as a drop", async () => {
    const clock = new VirtualClock();
    const policy = adaptiveConcurrency({ algorithm: gradientLimit(), clock });
    const { execute } = pipeline(policy, timeout({ ms: 100, clock }));
    const work = () => new Promise((resolve) => clock.setTimeout(() => resolve("late"), 1_000));
    const calls = Array.from({ length: 20 }, () => outcome(execute(work)));
    await clock.advance(100);
    await Promise.all(calls);
    expect([policy.running, policy.limit]).toEqual([20, 10]);
    expect(await outcome(execute(() => 1))).toMatchObject({ reason: { code: "CONCURRENCY_LIMITED" } });
    await clock.advance(900);
    expect(policy.running).toBe(0);
  });

  it("14: a timeout sooner than an answer takes is not the service's fault", async () => {
    const { clock, policy, execute, together } = limited();
    for (let round = 0; round < 5; round += 1) await together(20, 100);
    const before = policy.limit;
    const work = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), 100));
    for (let round = 0; round < 5; round += 1) {
      const calls = Array.from({ length: 20 }, () =>
        outcome(execute(() => pipeline(timeout({ ms: 50, clock })).execute(work))),
      );
      await clock.advance(50);
      await Promise.all(calls);
    }
    expect(policy.limit).toBe(before);
  });

  it("7: after a silence half a round is forgotten", async () => {
    const { clock, policy, execute, together } = limited();
    await together(20, 20);
    const overloaded = () => Promise.reject(Object.assign(new Error("unavailable"), { status: 503 }));
    for (let call = 0; call < 19; call += 1) await outcome(execute(overloaded));
    await clock.advance(3_600_000);
    await together(1, 20);
    expect(policy.limit).toBe(20);
  });

  it("16: a place handed to a caller who leaves at that very moment is passed on, whenever that moment is", async () => {
    for (let tick = 0; tick < 12; tick += 1) {
      const { policy, execute } = limited(1, 5);
      const caller = new AbortController();
      const first = execute(() => Promise.resolve());
      const leaving = outcome(execute(() => 2, { signal: caller.signal }));
      const last = execute(() => 3);
      for (let turn = 0; turn < tick; turn += 1) await Promise.resolve();
      caller.abort();
      expect(await Promise.all([first, last])).toEqual([undefined, 3]);
      await leaving;
      expect([policy.running, policy.waiting]).toEqual([0, 0]);
    }
  });

  it("22: keys are bounded, and one with calls under way is not forgotten", async () => {
    const clock = new VirtualClock();
    const algorithm = gradientLimit();
    const policy = adaptiveConcurrency({ algorithm, initialLimit: 1, perKey: { maxKeys: 10 }, clock });
    const { execute } = pipeline(policy);
    void execute(() => new Promise(() => {}), { key: "busy" });
    for (let key = 0; key < 1_000; key += 1) await execute(() => key, { key: `key ${key}` });
    expect(policy.snapshot()).toMatchObject({ keys: 10, running: 1 });
    expect(await outcome(execute(() => 1, { key: "busy" }))).toMatchObject({ reason: { code: "CONCURRENCY_LIMITED" } });
  });

  it("27: a throwing listener fails no call and loses no place", async () => {
    const stop = diagnostics.on(() => {
      throw new Error("listener");
    });
    const { policy, execute } = limited(1);
    for (let call = 0; call < 100; call += 1) expect(await execute(() => call)).toBe(call);
    stop();
    expect(policy.running).toBe(0);
  });

  it("28: a synchronous action, also one that returns nothing or throws, gives its place back", async () => {
    const { policy, execute } = limited(1);
    const boom = new TypeError("boom");
    const thrown = outcome(
      execute(() => {
        throw boom;
      }),
    );
    expect(await thrown).toEqual({ status: "rejected", reason: boom });
    expect(await execute(() => undefined)).toBeUndefined();
    expect(policy.running).toBe(0);
  });

  it("31: a refusal is not worth a retry", async () => {
    const { execute } = limited(1);
    void execute(() => new Promise(() => {}));
    const refused = (await outcome(execute(() => 1))) as PromiseRejectedResult;
    expect(isTransient(refused.reason)).toBe(false);
  });
});
