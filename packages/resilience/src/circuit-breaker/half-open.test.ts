import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { type CircuitBreakerOptions, circuitBreaker } from "./circuit-breaker.js";
import { consecutiveFailures } from "./consecutive-failures.js";

const down = () => Promise.reject(new Error("down"));
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

/** A circuit that one failure opened, at the moment its open time is over. */
async function aboutToProbe(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = new VirtualClock();
  const breaker = circuitBreaker({
    strategy: consecutiveFailures(1),
    openMs: 1_000,
    probeTimeoutMs: 500,
    ...options,
    clock,
  });
  const { execute } = pipeline(breaker);
  await outcome(execute(down));
  await clock.advance(1_000);
  const lasting = (ms: number) => () => new Promise((resolve) => clock.setTimeout(() => resolve("well"), ms));
  return { clock, breaker, execute, lasting };
}

describe("waiting while half-open", () => {
  it("2: those who wait start slowly once the circuit closes: one, then two more for each that ends", async () => {
    const { clock, execute, lasting } = await aboutToProbe({ halfOpenQueue: 100 });
    let running = 0;
    const seen: number[] = [];
    const counted = async () => {
      running += 1;
      seen.push(running);
      await lasting(10)();
      running -= 1;
    };
    const calls = [execute(lasting(100)), ...Array.from({ length: 20 }, () => execute(counted))];
    await clock.advance(100);
    expect(running).toBe(1);
    await clock.advance(10);
    expect(running).toBe(2);
    await clock.advance(10);
    expect(running).toBe(4);
    await clock.advance(200);
    expect(await Promise.all(calls)).toHaveLength(21);
    expect(Math.max(...seen)).toBeLessThanOrEqual(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it("refuses who finds the queue full, and all who wait when the probe fails", async () => {
    const { clock, execute } = await aboutToProbe({ halfOpenQueue: 2 });
    const probe = outcome(
      execute(() => new Promise((_, reject) => clock.setTimeout(() => reject(new Error("down")), 100))),
    );
    const waiting = [0, 1, 2].map(() => outcome(execute(() => "well")));
    expect(await waiting[2]).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    await clock.advance(100);
    await probe;
    for (const one of waiting) expect(await one).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("3: nobody waits longer than a probe may take, and a waiting caller may leave at once", async () => {
    const { clock, breaker, execute } = await aboutToProbe({ halfOpenQueue: 10 });
    execute(() => new Promise(() => {}));
    const caller = new AbortController();
    const leaving = outcome(execute(() => "well", { signal: caller.signal }));
    const waiting = outcome(execute(() => "well"));
    caller.abort();
    expect(await leaving).toMatchObject({ reason: { code: "ABORTED" } });
    await clock.advance(500);
    expect(await waiting).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    expect(await outcome(execute(() => "well"))).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    expect(breaker.state).toBe("open");
  });

  it("answers everybody whatever happens to probes, waiters and settings", async () => {
    const step = fc.record({
      startsAt: fc.nat(2_000),
      worksFor: fc.nat(400),
      ends: fc.constantFrom("well", "failed", "ignored", "left"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), async (steps, probes) => {
        const { clock, execute } = await aboutToProbe({ halfOpenQueue: 5, probes, openMs: 200 });
        const calls: Promise<unknown>[] = [];
        for (const { startsAt, worksFor, ends } of steps) {
          clock.setTimeout(() => {
            const caller = new AbortController();
            const work = () =>
              new Promise((resolve, reject) => {
                clock.setTimeout(() => {
                  if (ends === "well") resolve(1);
                  else if (ends === "left") caller.abort();
                  else reject(Object.assign(new Error(ends), { status: ends === "failed" ? 503 : 400 }));
                }, worksFor);
              });
            calls.push(outcome(execute(work, { signal: caller.signal })));
            if (ends === "left") clock.setTimeout(() => caller.abort(), worksFor);
          }, startsAt);
        }
        await clock.advance(10_000);
        expect(await Promise.all(calls)).toHaveLength(steps.length);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe("the ramp after closing", () => {
  it("2: lets a growing share through, evenly, and then all", async () => {
    const { clock, breaker, execute } = await aboutToProbe({ rampMs: 1_000 });
    await execute(() => "well");
    expect(breaker.state).toBe("closed");
    const served: number[] = [];
    for (let tenth = 0; tenth < 12; tenth += 1) {
      const calls = await Promise.all(Array.from({ length: 20 }, () => outcome(execute(() => "well"))));
      served.push(calls.filter((call) => call?.status === "fulfilled").length);
      await clock.advance(100);
    }
    expect(served).toEqual([1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20]);
  });

  it("opens again on the ramp as it does when closed", async () => {
    const { breaker, execute } = await aboutToProbe({ rampMs: 1_000 });
    await execute(() => "well");
    await outcome(execute(down));
    expect(breaker.state).toBe("open");
  });
});
