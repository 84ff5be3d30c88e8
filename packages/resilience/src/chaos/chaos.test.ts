import { describe, expect, it, vi } from "vitest";
import { bulkhead } from "../bulkhead/bulkhead.js";
import type { CallContext } from "../call/context.js";
import { diagnostics } from "../diagnostics/diagnostics.js";
import { pipeline } from "../pipeline/pipeline.js";
import { constantBackoff } from "../retry/backoff.js";
import { retry } from "../retry/retry.js";
import { VirtualClock } from "../testing/index.js";
import { timeout } from "../timeout/timeout.js";
import { chaos } from "./chaos.js";

const unavailable = () => Object.assign(new Error("chaos"), { status: 503 });
const always = { errors: { rate: 1, error: unavailable } };
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

/** Draws these numbers in turn. */
const draws = (...numbers: readonly number[]) => {
  let drawn = 0;
  return () => numbers[drawn++ % numbers.length] ?? 0;
};

describe("chaos", () => {
  it("does nothing unless it is enabled, and can be switched on and off while calls run", async () => {
    const unrest = chaos(always);
    const { execute } = pipeline(unrest);
    expect(await execute(() => 1)).toBe(1);
    unrest.reconfigure({ enabled: true });
    expect(await outcome(execute(() => 1))).toMatchObject({ reason: { message: "chaos" } });
    unrest.reconfigure({ enabled: false });
    expect(await execute(() => 1)).toBe(1);
    expect(unrest.snapshot?.()).toEqual({ injected: { latency: 0, error: 1, result: 0 } });
  });

  it("asks a switch at every call, and takes one that throws for off", async () => {
    const answers: (() => boolean)[] = [
      () => true,
      () => false,
      () => {
        throw new Error("no switch");
      },
    ];
    const { execute } = pipeline(chaos({ ...always, enabled: () => answers.shift()?.() ?? false }));
    expect(await outcome(execute(() => 1))).toMatchObject({ status: "rejected" });
    expect(await outcome(execute(() => 2))).toMatchObject({ value: 2 });
    expect(await outcome(execute(() => 3))).toMatchObject({ value: 3 });
  });

  it("injects errors and results at their rates, and does not run the work then", async () => {
    const work = vi.fn(() => "answer");
    const { execute } = pipeline(
      chaos({
        enabled: true,
        errors: { rate: 0.3, error: unavailable },
        results: { rate: 0.5, result: () => "nonsense" },
        random: draws(0.29, /* error */ 0.3, 0.49 /* result */, 0.3, 0.5 /* neither */),
      }),
    );
    expect(await outcome(execute(work))).toMatchObject({ reason: { status: 503 } });
    expect(await execute(work)).toBe("nonsense");
    expect(work).not.toHaveBeenCalled();
    expect(await execute(work)).toBe("answer");
  });

  it("makes calls late by a fixed or a drawn time, and then runs the work", async () => {
    const clock = new VirtualClock();
    const late = chaos({ enabled: true, latency: { rate: 1, ms: [100, 300] }, random: draws(0, 0.25), clock });
    const { execute } = pipeline(late);
    const first = execute(() => clock.now());
    await clock.advance(150);
    late.reconfigure({ latency: { rate: 1, ms: 20 } });
    const second = execute(() => clock.now());
    await clock.advance(20);
    expect([await first, await second]).toEqual([150, 170]);
  });

  it("touches the calls it is told to, by key, and some keys more than others", async () => {
    const hit = { a: 1, b: true, c: 0.5, d: 0, e: false } as const;
    const keys = (key = "e") => hit[key as keyof typeof hit];
    const { execute } = pipeline(
      chaos({ enabled: true, errors: { rate: 0.8, error: unavailable }, keys, random: () => 0.5 }),
    );
    const failed = await Promise.all(
      ["a", "b", "c", "d", "e", undefined].map(async (key) => (await outcome(execute(() => 1, { key })))?.status),
    );
    expect(failed).toEqual(["rejected", "rejected", "fulfilled", "fulfilled", "fulfilled", "fulfilled"]);
  });

  it("is late as the work would be: a timeout or a caller ends it at once, and it leaves no timer", async () => {
    const clock = new VirtualClock();
    const work = vi.fn();
    const late = chaos({ enabled: true, latency: { rate: 1, ms: 10_000 }, clock });
    const limited = outcome(pipeline(timeout({ ms: 100, clock }), late).execute(work));
    const caller = new AbortController();
    const left = outcome(pipeline(late).execute(work, { signal: caller.signal }));
    await clock.advance(100);
    expect(await limited).toMatchObject({ reason: { code: "TIMEOUT" } });
    caller.abort();
    expect(await left).toMatchObject({ reason: { code: "ABORTED" } });
    expect([work.mock.calls.length, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("ends injected latency with the reason of the signal, as fetch does, so that a breaker can count it", async () => {
    const clock = new VirtualClock();
    const late = chaos({ enabled: true, latency: { rate: 1, ms: 10_000 }, clock });
    const seen: unknown[] = [];
    const spy = {
      ...late,
      wrap: (next: Parameters<typeof late.wrap>[0]) => (call: Parameters<typeof next>[0]) =>
        late
          .wrap(next)(call)
          .catch((error) => {
            seen.push(error);
            throw error;
          }),
    };
    Reflect.deleteProperty(spy, "layer");
    const call = outcome(pipeline(timeout({ ms: 5, clock }), spy).execute(() => 1));
    await clock.advance(5);
    await call;
    expect(seen).toMatchObject([{ code: "TIMEOUT" }]);
  });

  it("strikes each attempt of a retry anew, and gives a bulkhead its slot back, also when its makers throw", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, clock });
    const throws = () => {
      throw unavailable();
    };
    const unrest = chaos({
      enabled: true,
      errors: { rate: 0.5, error: throws },
      results: { rate: 0.5, result: throws },
      // Two draws each for the latency; then an error, a result, neither.
      latency: { rate: 1, ms: 1 },
      random: draws(0, 0, 0, 0, 0, 0.9, 0, 0, 0, 0.9, 0.9),
      clock,
    });
    const tries = retry({ maxRetries: 3, backoff: constantBackoff(10), jitter: "none", clock });
    const call = outcome(pipeline(tries, slots, unrest).execute(({ attempt }: CallContext) => attempt));
    await clock.advance(100);
    expect(await call).toMatchObject({ value: 3 });
    expect([slots.running, unrest.snapshot?.()]).toEqual([0, { injected: { latency: 3, error: 1, result: 1 } }]);
  });

  it("tells what it did", async () => {
    const clock = new VirtualClock();
    const events: unknown[] = [];
    const silence = diagnostics.on((event) => event.type === "chaos.injected" && events.push(event));
    const { execute } = pipeline(
      chaos({ ...always, enabled: true, name: "unrest", latency: { rate: 1, ms: 50 }, clock }),
    );
    const call = outcome(execute(() => 1, { key: "k" }));
    await clock.advance(50);
    await call;
    silence();
    expect(events).toEqual([
      { type: "chaos.injected", policy: "unrest", key: "k", fault: "latency", ms: 50 },
      { type: "chaos.injected", policy: "unrest", key: "k", fault: "error", ms: 0 },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ["a rate over 1", { errors: { rate: 5, error: unavailable } }, /errors: rate must be a number from 0 to 1, not 5/],
    ["no error", { errors: { rate: 1 } }, /errors: error must be a function/],
    ["half a pair", { latency: { rate: 1, ms: [5] } }, /latency: most must be/],
    ["a pair the wrong way round", { latency: { rate: 1, ms: [5, 1] } }, /the lower one first/],
    ["a negative time", { latency: { rate: 1, ms: -1 } }, /ms must be a number from 0/],
    ["an unknown fault", { outage: {} }, /no option outage/],
    ["a setting of another fault", { results: { rate: 1, result: () => 1, error: unavailable } }, /no option error/],
    ["a truth of its own", { enabled: "yes" }, /enabled must be true or false or a function/],
  ])("19: every option is honoured or refused: %s", (_, options, message) => {
    expect(() => chaos(options)).toThrow(message);
  });

  it("19: what is invalid changes nothing", async () => {
    const unrest = chaos({ ...always, enabled: true });
    expect(() => unrest.reconfigure({ errors: { rate: 2, error: unavailable } })).toThrow(/rate/);
    expect(() => unrest.reconfigure({ random: () => 1 })).toThrow(/random can not change/);
    expect(await outcome(pipeline(unrest).execute(() => 1))).toMatchObject({ reason: { message: "chaos" } });
  });
});
