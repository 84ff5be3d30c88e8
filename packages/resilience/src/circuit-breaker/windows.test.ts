import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { consecutiveFailures } from "./consecutive-failures.js";
import { countWindow } from "./count-window.js";
import type { BreakerStrategy } from "./strategy.js";
import { timeWindow } from "./time-window.js";

/** `-` failed, `+` succeeded, `s` succeeded slowly, `x` failed slowly, `|` forgets; a figure lets so many tenths of a second pass. */
async function opens(strategy: BreakerStrategy, calls: string): Promise<string> {
  const clock = new VirtualClock();
  const window = strategy.newWindow(clock);
  let told = "";
  for (const call of calls) {
    if (call === "|") window.reset();
    else if (call >= "0" && call <= "9") await clock.advance(Number(call) * 100);
    else told += window.count(call === "-" || call === "x", call === "s" || call === "x") ? "o" : ".";
  }
  return told;
}

describe("windows of a breaker", () => {
  it.each([
    ["consecutive: forgets with a success", consecutiveFailures(2), "-+-+--", ".....o"],
    ["consecutive: forgets when told", consecutiveFailures(2), "-|--", "..o"],
    [
      "count: only the last calls count",
      countWindow({ size: 3, minimumCalls: 3, failureRate: 1 }),
      "+---+---",
      "...o...o",
    ],
    ["count: at the rate itself", countWindow({ size: 4, minimumCalls: 2, failureRate: 0.5 }), "+-++-+", ".o..o."],
    ["count: forgets when told", countWindow({ size: 2, minimumCalls: 2, failureRate: 1 }), "--|--+--", ".o.o..o"],
    [
      "count: forgets fully, after a full round too",
      countWindow({ size: 2, minimumCalls: 2, failureRate: 0.5 }),
      "---|++++",
      ".oo....",
    ],
    [
      "count: slow calls, also those that failed",
      countWindow({ size: 4, minimumCalls: 2, failureRate: 1, slowCallMs: 1, slowCallRate: 0.5 }),
      "+s+++sx+++",
      ".o....ooo.",
    ],
    [
      "count: slow calls leave the window as they came",
      countWindow({ size: 2, minimumCalls: 2, failureRate: 1, slowCallMs: 1, slowCallRate: 1 }),
      "ss+ss+s|ss",
      ".o..o...o",
    ],
    [
      "time: too few calls say nothing",
      timeWindow({ windowMs: 1_000, minimumCalls: 3, failureRate: 0.5 }),
      "---",
      "..o",
    ],
    ["time: nothing leaves early", timeWindow({ windowMs: 1_000, minimumCalls: 3, failureRate: 1 }), "-4-5-", "..o"],
    [
      "time: a tenth leaves at a time",
      timeWindow({ windowMs: 1_000, minimumCalls: 3, failureRate: 1 }),
      "-5-5-4-",
      "...o",
    ],
    [
      "time: after a silence nothing is left",
      timeWindow({ windowMs: 1_000, minimumCalls: 2, failureRate: 1 }),
      "-99-",
      "..",
    ],
    ["time: forgets when told", timeWindow({ windowMs: 1_000, minimumCalls: 2, failureRate: 1 }), "-1-|-1-", ".o.o"],
    [
      "time: slow calls leave too",
      timeWindow({ windowMs: 1_000, minimumCalls: 2, failureRate: 1, slowCallMs: 1, slowCallRate: 1 }),
      "s1s99+1s9s2s",
      ".o..oo",
    ],
  ])("%s", async (_, strategy, calls, expected) => {
    expect(await opens(strategy, calls)).toBe(expected);
  });
});
