import { describe, expect, it } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { circuitBreaker } from "./circuit-breaker.js";
import { consecutiveFailures } from "./consecutive-failures.js";
import { countWindow } from "./count-window.js";
import type { BreakerStrategy } from "./strategy.js";
import { timeWindow } from "./time-window.js";

/** `-` a call that fails, `+` one that succeeds. */
async function stateAfter(strategy: BreakerStrategy, calls: string, msBetween = 0) {
  const clock = new VirtualClock();
  const breaker = circuitBreaker({ strategy, clock });
  const { execute } = pipeline(breaker);
  for (const call of calls) {
    await Promise.allSettled([execute(() => (call === "-" ? Promise.reject(new Error("down")) : "well"))]);
    await clock.advance(msBetween);
  }
  return breaker.state;
}

describe("circuit breaker", () => {
  it.each<[string, string]>([
    ["--", "closed"],
    ["---", "open"],
    ["--+--", "closed"],
  ])("consecutive: after %s it is %s", async (calls, state) => {
    expect(await stateAfter(consecutiveFailures(3), calls)).toBe(state);
  });

  it.each<[string, string]>([
    ["---", "closed"],
    ["---+", "open"],
    ["-+++", "closed"],
    ["-++++-", "closed"],
    ["++++++--", "open"],
    ["-+-+++", "open"],
    ["-+++-++", "closed"],
  ])("count window of 4, half of them: after %s it is %s", async (calls, state) => {
    const strategy = countWindow({ size: 4, minimumCalls: 4, failureRate: 0.5 });
    expect(await stateAfter(strategy, calls)).toBe(state);
  });

  it.each<[string, number, string]>([
    ["---", 100, "open"],
    ["---", 600, "closed"],
    ["-++++-", 100, "closed"],
    ["-++---", 200, "open"],
    ["-++-", 400, "closed"],
  ])("time window of 1 s, at least 3, half of them: after %s every %i ms it is %s", async (calls, ms, state) => {
    const strategy = timeWindow({ windowMs: 1_000, minimumCalls: 3, failureRate: 0.5 });
    expect(await stateAfter(strategy, calls, ms)).toBe(state);
  });

  it("stays open longer with each failed probe, up to the maximum, and starts anew once it has closed", async () => {
    const clock = new VirtualClock();
    const strategy = consecutiveFailures(1);
    const breaker = circuitBreaker({ strategy, openMs: 100, maxOpenMs: 300, clock });
    const { execute } = pipeline(breaker);
    const failAndMeasure = async () => {
      await Promise.allSettled([execute(() => Promise.reject(new Error("down")))]);
      const [refused] = await Promise.allSettled([execute(() => 1)]);
      return (refused as PromiseRejectedResult).reason.retryAfterMs as number;
    };
    const openFor: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const ms = await failAndMeasure();
      openFor.push(ms);
      await clock.advance(ms);
    }
    expect(openFor).toEqual([100, 200, 300, 300]);
    await execute(() => "well");
    expect(await failAndMeasure()).toBe(100);
  });

  it("isolates one key, or all, those still to come too; reset lifts no isolation", async () => {
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), perKey: {} });
    const { execute } = pipeline(breaker);
    const refused = (key: string) => execute(() => "through", { key }).catch(({ code }) => code);
    const releaseGermany = breaker.isolate("DE");
    expect([await refused("DE"), await refused("FR")]).toEqual(["CIRCUIT_OPEN", "through"]);
    breaker.reset();
    expect(breaker.stateOf("DE")).toBe("isolated");
    releaseGermany();
    const releaseAll = breaker.isolate();
    const releaseAllAgain = breaker.isolate();
    releaseAll();
    releaseAll();
    expect([await refused("DE"), await refused("ES")]).toEqual(["CIRCUIT_OPEN", "CIRCUIT_OPEN"]);
    releaseAllAgain();
    expect([await refused("DE"), await refused("ES")]).toEqual(["through", "through"]);
  });

  it("tells every change of state", async () => {
    const clock = new VirtualClock();
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "told" && heard.push(event));
    const breaker = circuitBreaker({ name: "told", strategy: consecutiveFailures(1), openMs: 10, clock });
    const { execute } = pipeline(breaker);
    await Promise.allSettled([execute(() => Promise.reject(new Error("down"))), clock.advance(0)]);
    await Promise.allSettled([execute(() => 1, { key: "DE" })]);
    await clock.advance(10);
    await execute(() => "well");
    stop();
    expect(heard).toMatchObject([
      { type: "circuit.changed", from: "closed", to: "open" },
      { type: "circuit.rejected", key: "DE", retryAfterMs: 10 },
      { type: "circuit.changed", from: "open", to: "half-open" },
      { type: "circuit.changed", from: "half-open", to: "closed" },
    ]);
  });
});
