import { describe, expect, it, vi } from "vitest";
import { bulkhead, diagnostics, isTransient, loadShedding, pipeline, retry, timeout } from "../index.js";
import { VirtualClock } from "../testing/index.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const refuse = () => Promise.reject(Object.assign(new Error("unavailable"), { status: 503 }));

describe("traps of load shedding", () => {
  it("4: callers who leave count neither for nor against the service", async () => {
    const clock = new VirtualClock();
    const policy = loadShedding({ clock });
    const { execute } = pipeline(policy);
    for (let call = 0; call < 50; call += 1) {
      const caller = new AbortController();
      const answer = outcome(
        execute(
          ({ signal }) =>
            new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("socket closed")))),
          {
            signal: caller.signal,
          },
        ),
      );
      caller.abort();
      await answer;
      await clock.advance(0);
    }
    expect(policy.snapshot()).toMatchObject({ requests: 0, shedRate: 0 });
  });

  it("5: refusals of this library inside count neither for nor against the service; timeouts do", async () => {
    const clock = new VirtualClock();
    const policy = loadShedding({ clock });
    const slots = bulkhead({ concurrency: 1, clock });
    void pipeline(slots).execute(() => new Promise(() => {}));
    for (let call = 0; call < 50; call += 1) await outcome(pipeline(policy, slots).execute(() => 1));
    expect(policy.snapshot()).toMatchObject({ requests: 0, shedRate: 0 });
    const late = Array.from({ length: 50 }, () =>
      outcome(pipeline(policy, timeout({ ms: 10, clock })).execute(() => new Promise(() => {}))),
    );
    await clock.advance(10);
    await Promise.all(late);
    expect(policy.snapshot()).toMatchObject({ requests: 50, accepted: 0 });
  });

  it("7: on the first call after a silence every expired bucket is gone", async () => {
    const clock = new VirtualClock();
    const policy = loadShedding({ clock, random: () => 0 });
    const { execute } = pipeline(policy);
    for (let call = 0; call < 100; call += 1) await outcome(execute(refuse));
    expect(await outcome(execute(() => 1))).toMatchObject({ reason: { code: "LOAD_SHED" } });
    await clock.advance(3_600_000);
    expect(await execute(() => "through")).toBe("through");
    expect(policy.snapshot()).toMatchObject({ requests: 1, accepted: 1 });
  });

  it("22: keys are bounded", async () => {
    const clock = new VirtualClock();
    const policy = loadShedding({ clock, perKey: { maxKeys: 100 } });
    const { execute } = pipeline(policy);
    for (let key = 0; key < 2_000; key += 1) await execute(() => key, { key: `key ${key}` });
    expect(policy.snapshot().keys).toBe(100);
  });

  it("27: a throwing listener fails nothing", async () => {
    const stop = diagnostics.on(() => {
      throw new Error("listener");
    });
    const { execute } = pipeline(loadShedding({ random: () => 0, minimumCalls: 1 }));
    await outcome(execute(refuse));
    expect(await outcome(execute(refuse))).toMatchObject({ reason: { code: "LOAD_SHED" } });
    stop();
  });

  it("28: a synchronous action, also one that returns nothing, is accepted; what it throws comes through unchanged", async () => {
    const policy = loadShedding();
    const { execute } = pipeline(policy);
    const boom = new TypeError("boom");
    const thrown = execute(() => {
      throw boom;
    });
    await expect(thrown).rejects.toBe(boom);
    expect([await execute(() => undefined), await execute(() => null)]).toEqual([undefined, null]);
    expect(policy.snapshot()).toMatchObject({ requests: 3, accepted: 3 });
  });

  it("31: what was turned away is not retried", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(refuse);
    const { execute } = pipeline(retry({ clock }), loadShedding({ clock, random: () => 0, minimumCalls: 1 }));
    const call = outcome(execute(work));
    await clock.advance(600_000);
    const { reason } = (await call) as PromiseRejectedResult;
    expect(reason).toMatchObject({ code: "LOAD_SHED" });
    expect(isTransient(reason)).toBe(false);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
