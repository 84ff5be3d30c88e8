import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { type CircuitBreakerOptions, circuitBreaker } from "./circuit-breaker.js";
import { consecutiveFailures } from "./consecutive-failures.js";
import { countWindow } from "./count-window.js";
import { timeWindow } from "./time-window.js";

const down = () => Promise.reject(new Error("down"));
const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

function setUp(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = new VirtualClock();
  const breaker = circuitBreaker({ strategy: consecutiveFailures(2), openMs: 1_000, ...options, clock });
  return { clock, breaker, execute: pipeline(breaker).execute };
}

describe("modes of a circuit breaker", () => {
  it("metrics-only tells what it would do and refuses nobody", async () => {
    const { clock, breaker, execute } = setUp({ mode: "metrics-only" });
    for (let call = 0; call < 5; call += 1)
      expect(await outcome(execute(down))).toMatchObject({ reason: { message: "down" } });
    expect(breaker.state).toBe("open");
    await clock.advance(1_000);
    expect(await execute(() => "well")).toBe("well");
    expect(breaker.state).toBe("closed");
  });

  it("disabled does not count; forced-open refuses all; normal takes up where it was", async () => {
    const { breaker, execute } = setUp({ mode: "disabled" });
    for (let call = 0; call < 5; call += 1) await outcome(execute(down));
    expect(breaker.state).toBe("closed");
    breaker.reconfigure?.({ mode: "forced-open" });
    expect(breaker.state).toBe("isolated");
    expect(await outcome(execute(() => "well"))).toMatchObject({ reason: { code: "CIRCUIT_OPEN" } });
    breaker.reconfigure?.({ mode: "normal" });
    expect(await execute(() => "well")).toBe("well");
  });
});

describe("slow calls", () => {
  it.each([
    ["count", countWindow({ size: 4, minimumCalls: 4, failureRate: 1, slowCallMs: 100, slowCallRate: 0.5 })],
    ["time", timeWindow({ windowMs: 10_000, minimumCalls: 4, failureRate: 1, slowCallMs: 100, slowCallRate: 0.5 })],
  ])("open the circuit when too many are slow: %s window", async (_, strategy) => {
    const { clock, breaker, execute } = setUp({ strategy });
    const lasting = async (ms: number) => {
      const call = execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(1), ms)));
      await clock.advance(ms);
      await call;
    };
    for (const ms of [100, 100, 101, 100, 100, 100]) await lasting(ms);
    expect(breaker.state).toBe("closed");
    for (const ms of [101, 101, 101, 101]) if (breaker.state === "closed") await lasting(ms);
    expect(breaker.state).toBe("open");
    await clock.advance(1_000);
    await lasting(101);
    expect(breaker.state, "a slow probe").toBe("open");
    await clock.advance(1_000);
    await lasting(100);
    expect(breaker.state).toBe("closed");
  });
});

describe("the state of a breaker, exported", () => {
  it("8: goes on in another process for the rest of its time, through JSON, whatever the wall clock did", async () => {
    const { clock, breaker, execute } = setUp({ perKey: {} });
    for (const key of ["FR", "FR", "DE"]) await outcome(execute(down, { key }));
    await clock.advance(400);
    const record = JSON.parse(JSON.stringify(breaker.exportState()));
    expect(record).toEqual({
      version: 1,
      takenAt: clock.wallNow(),
      open: [{ key: "FR", remainingMs: 600, openMs: 1_000 }],
    });

    const later = new VirtualClock(clock.wallNow() + 250);
    const next = circuitBreaker({ strategy: consecutiveFailures(2), openMs: 1_000, perKey: {}, clock: later });
    next.importState(record);
    expect([next.stateOf("FR"), next.stateOf("DE")]).toEqual(["open", "closed"]);
    await later.advance(349);
    expect(next.stateOf("FR")).toBe("open");
    await later.advance(1);
    expect(next.stateOf("FR")).toBe("half-open");

    const earlier = new VirtualClock(clock.wallNow() - 3_600_000);
    const stepped = circuitBreaker({ strategy: consecutiveFailures(2), openMs: 1_000, perKey: {}, clock: earlier });
    stepped.importState(record);
    await earlier.advance(600);
    expect(stepped.stateOf("FR")).toBe("half-open");
  });

  it("is taken by the keys that perKey.by made of the calls' keys", async () => {
    const perKey = { by: (key: string) => key.slice(1) };
    const { breaker, execute } = setUp({ perKey });
    for (let call = 0; call < 2; call += 1) await outcome(execute(down, { key: "xFR" }));
    const next = setUp({ perKey });
    next.breaker.importState(breaker.exportState());
    expect(next.breaker.stateOf("yFR")).toBe("open");
  });

  it("is never taken for longer than this breaker stays open", async () => {
    const { clock, breaker } = setUp();
    breaker.importState({ version: 1, takenAt: clock.wallNow(), open: [{ key: "", remainingMs: 1e9, openMs: 1e9 }] });
    expect(breaker.state).toBe("open");
    await clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["another version", { version: 2, takenAt: 1, open: [] }],
    ["no list", { version: 1, takenAt: 1, open: {} }],
    ["a negative rest", { version: 1, takenAt: 1, open: [{ key: "", remainingMs: -1, openMs: 1 }] }],
    ["no key", { version: 1, takenAt: 1, open: [{ remainingMs: 1, openMs: 1 }] }],
    ["no time", { version: 1, takenAt: "yesterday", open: [] }],
  ])("is refused when it is %s, and changes nothing", (_, record) => {
    const { breaker } = setUp();
    expect(() => breaker.importState(record)).toThrowError(expect.objectContaining({ code: "INVALID_OPTION" }));
    expect(breaker.state).toBe("closed");
  });
});
