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

  it("says when the ramp is over, and ends it at that very moment", async () => {
    const { clock, execute } = await aboutToProbe({ rampMs: 1_000 });
    await execute(() => "well");
    await clock.advance(250);
    const early = await Promise.all([0, 1, 2, 3, 4].map(() => outcome(execute(() => "well"))));
    expect(early.map((call) => call?.status === "fulfilled")).toEqual([true, false, false, true, false]);
    expect(early[1]).toMatchObject({ reason: { code: "CIRCUIT_OPEN", retryAfterMs: 750 } });
    await clock.advance(750);
    const late = await Promise.all(Array.from({ length: 50 }, () => outcome(execute(() => "well"))));
    expect(late.every((call) => call?.status === "fulfilled")).toBe(true);
  });

  it("does not hold up once more who waited for the circuit to close", async () => {
    const { clock, execute, lasting } = await aboutToProbe({ rampMs: 10_000, halfOpenQueue: 10 });
    const calls = [lasting(10), ...Array.from({ length: 7 }, () => () => "well")].map((work) => outcome(execute(work)));
    await clock.advance(10);
    expect((await Promise.all(calls)).every((call) => call?.status === "fulfilled")).toBe(true);
    expect(await outcome(execute(() => "well"))).toMatchObject({ status: "fulfilled" });
    expect(await outcome(execute(() => "well"))).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
  });

  it("refuses who waited when somebody isolates the circuit, on the ramp too", async () => {
    const { breaker, clock, execute, lasting } = await aboutToProbe({ rampMs: 10_000, halfOpenQueue: 10 });
    const calls = [lasting(10), lasting(10), () => "well"].map((work) => outcome(execute(work)));
    await clock.advance(10);
    const release = breaker.isolate();
    await clock.advance(100);
    expect(await Promise.all(calls)).toMatchObject([
      { status: "fulfilled" },
      { status: "fulfilled" },
      { reason: { code: "CIRCUIT_OPEN" } },
    ]);
    release();
    expect([breaker.state, clock.pendingTimers]).toEqual(["closed", 0]);
  });
});

describe("probes", () => {
  it("are as many as allowed, those that succeeded included, and the rest is told when to come back", async () => {
    const { clock, breaker, execute, lasting } = await aboutToProbe({ probes: 3 });
    await execute(() => "well");
    const running = [execute(lasting(50)), execute(lasting(60))];
    await clock.advance(20);
    expect(await outcome(execute(() => "well"))).toMatchObject({ reason: { code: "CIRCUIT_OPEN", retryAfterMs: 480 } });
    await clock.advance(30);
    expect(breaker.state).toBe("half-open");
    await clock.advance(10);
    await Promise.all(running);
    expect(breaker.state).toBe("closed");
  });

  it("are exported as a circuit that is open no longer", async () => {
    const { breaker, execute } = await aboutToProbe();
    execute(() => new Promise(() => {}));
    expect(breaker.exportState().open).toEqual([{ key: "", remainingMs: 0, openMs: 1_000 }]);
  });

  it("begin anew after a straggler of the closed circuit has answered", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(2), openMs: 100, clock });
    const { execute } = pipeline(breaker);
    const straggler = execute(() => new Promise((resolve) => clock.setTimeout(() => resolve("late"), 150)));
    await outcome(execute(down));
    await outcome(execute(down));
    await clock.advance(100);
    const probe = execute(() => new Promise((resolve) => clock.setTimeout(() => resolve("well"), 200)));
    await clock.advance(50);
    expect(await straggler).toBe("late");
    expect(breaker.state).toBe("half-open");
    await clock.advance(150);
    expect([await probe, breaker.state]).toEqual(["well", "closed"]);
    await outcome(execute(down));
    expect(breaker.state, "what was counted before is forgotten").toBe("closed");
  });

  it("closed: an ignored error leaves the count as it was", async () => {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(2), clock });
    const { execute } = pipeline(breaker);
    await outcome(execute(down));
    await outcome(execute(() => Promise.reject(Object.assign(new Error("bad request"), { status: 400 }))));
    await outcome(execute(down));
    expect(breaker.state).toBe("open");
  });
});
