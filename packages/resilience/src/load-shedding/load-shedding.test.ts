import { describe, expect, it } from "vitest";
import { diagnostics } from "../diagnostics/diagnostics.js";
import type { ResilienceEvent } from "../diagnostics/events.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { type LoadSheddingOptions, loadShedding } from "./load-shedding.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];
const errorOf = (status: number) => Object.assign(new Error(`status ${status}`), { status });

function shedding(options: LoadSheddingOptions = {}) {
  const clock = new VirtualClock();
  let random = 0;
  const policy = loadShedding({ clock, random: () => random, ...options });
  const { execute } = pipeline(policy);
  const repeat = async (times: number, work: () => unknown, priority = 0) => {
    const ends: string[] = [];
    for (let call = 0; call < times; call += 1) {
      const end = await outcome(execute(work, { priority }));
      ends.push(end?.status === "rejected" ? (end.reason.code ?? "failed") : "accepted");
    }
    return ends;
  };
  return {
    clock,
    policy,
    execute,
    repeat,
    draw: (next: number) => {
      random = next;
    },
  };
}

const refuse = () => Promise.reject(errorOf(503));

describe("load shedding", () => {
  it("lets everything through while the service accepts its part", async () => {
    const { policy, repeat } = shedding();
    await repeat(50, () => "well");
    await repeat(50, refuse);
    expect(policy.shedRate).toBe(0);
    expect(policy.snapshot()).toEqual({ shedRate: 0, requests: 100, accepted: 50, keys: 1 });
  });

  it("turns away the share of the book's formula, and counts what it turned away as a request", async () => {
    const { policy, repeat, draw } = shedding();
    draw(0.999);
    await repeat(20, () => "well");
    await repeat(60, refuse);
    expect(policy.shedRate).toBeCloseTo((80 - 2 * 20) / 81, 9);
    draw(0);
    expect(await repeat(1, () => "well")).toEqual(["LOAD_SHED"]);
    expect(policy.shedRate).toBeCloseTo((81 - 2 * 20) / 82, 9);
    draw(policy.shedRate);
    expect(await repeat(1, () => "well")).toEqual(["accepted"]);
  });

  it("tries on with a small share when nothing is accepted any more", async () => {
    const { policy, repeat, draw } = shedding({ maxShedRate: 0.9 });
    draw(0.95);
    await repeat(500, refuse);
    expect(policy.shedRate).toBe(0.9);
    expect(await repeat(1, () => "well")).toEqual(["accepted"]);
  });

  it("judges nobody by a few calls", async () => {
    const { policy, repeat } = shedding({ minimumCalls: 5 });
    await repeat(4, refuse);
    expect(policy.shedRate).toBe(0);
    await repeat(1, refuse);
    expect(policy.shedRate).toBeGreaterThan(0.8);
  });

  it("turns calls of a higher priority away last", async () => {
    const { repeat, draw } = shedding();
    draw(0.999);
    await repeat(30, () => "well", 1);
    await repeat(50, refuse, 0);
    draw(0.3);
    // 20 of 80 requests are too many: two fifths of the 50 of priority 0.
    expect(await repeat(1, () => "well", 0)).toEqual(["LOAD_SHED"]);
    draw(0);
    expect(await repeat(1, () => "well", 1)).toEqual(["accepted"]);
    expect(await repeat(1, () => "well", -1)).toEqual(["LOAD_SHED"]);
  });

  it.each<[string, unknown, boolean]>([
    ["503", errorOf(503), true],
    ["429", errorOf(429), true],
    ["408", errorOf(408), true],
    ["an unknown error", new Error("?"), true],
    ["404", errorOf(404), false],
    ["409", errorOf(409), false],
    ["a programming error", new TypeError("not a function"), false],
  ])("takes %s for a refusal of the service: %s", async (_, error, refused) => {
    const { policy, repeat } = shedding();
    await repeat(10, () => Promise.reject(error));
    expect(policy.shedRate > 0).toBe(refused);
  });

  it("lets a classifier of one's own decide", async () => {
    const { policy, repeat } = shedding({ isFailure: () => false });
    await repeat(50, refuse);
    expect(policy.shedRate).toBe(0);
  });

  it("does not take calls that are under way for refused ones", async () => {
    const { clock, policy, execute } = shedding();
    const calls = Array.from({ length: 200 }, () =>
      execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(1), 1_000))),
    );
    expect(policy.shedRate).toBe(0);
    await clock.advance(1_000);
    await Promise.all(calls);
    expect(policy.shedRate).toBe(0);
  });

  it("keeps what it sends to about the multiplier of what is accepted", async () => {
    let seed = 5;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const clock = new VirtualClock();
    const { execute } = pipeline(loadShedding({ clock, random, windowMs: 10_000 }));
    let asked = 0;
    let accepted = 0;
    for (let call = 0; call < 20_000; call += 1) {
      // One call a ms; the service accepts one in ten of those, and refuses what is over it.
      const accepts = accepted < (call + 1) / 10;
      const answer = execute(() => {
        asked += 1;
        if (!accepts) throw errorOf(503);
        accepted += 1;
      });
      await outcome(answer);
      if (call % 10 === 0) await clock.advance(10);
    }
    expect(accepted / 2_000).toBeGreaterThan(0.95);
    expect(asked / accepted).toBeLessThan(2.6);
  });

  it("forgets with time, and is told apart by key", async () => {
    const clock = new VirtualClock();
    const policy = loadShedding({ clock, random: () => 0.999, windowMs: 1_000, perKey: {} });
    const { execute } = pipeline(policy);
    for (let call = 0; call < 20; call += 1) await outcome(execute(refuse, { key: "DE" }));
    expect([policy.shedRateOf("DE") > 0.9, policy.shedRateOf("FR")]).toEqual([true, 0]);
    await clock.advance(999);
    expect(policy.shedRateOf("DE")).toBeGreaterThan(0.9);
    await clock.advance(1);
    expect(policy.shedRateOf("DE")).toBe(0);
  });

  it("tells what it turned away", async () => {
    const heard: ResilienceEvent[] = [];
    const { policy, repeat } = shedding({ name: "told", minimumCalls: 1 });
    await repeat(1, refuse);
    const probability = policy.shedRate;
    const stop = diagnostics.on((event) => event.policy === "told" && heard.push(event));
    await repeat(1, refuse);
    stop();
    expect(heard).toEqual([{ type: "shedder.rejected", policy: "told", key: undefined, priority: 0, probability }]);
  });

  it("takes new settings at once, and keeps what it has when they are invalid", async () => {
    const { policy, repeat } = shedding();
    await repeat(10, () => "well");
    await repeat(20, refuse);
    policy.reconfigure({ multiplier: 3 });
    expect(policy.shedRate).toBe(0);
    expect(() => policy.reconfigure({ multiplier: 0.5 })).toThrowError(/multiplier must be a number from 1 to 100/);
    expect(() => policy.reconfigure({ random: () => 1 })).toThrowError(/random can not change/);
    expect(policy.settings).toMatchObject({ multiplier: 3, windowMs: 120_000, minimumCalls: 10, maxShedRate: 0.95 });
    policy.reconfigure({ multiplier: 1, windowMs: 60_000 });
    expect(policy.snapshot()).toMatchObject({ requests: 0, accepted: 0 });
  });
});
