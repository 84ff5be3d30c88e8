import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Backoff,
  constantBackoff,
  exponentialBackoff,
  fibonacciBackoff,
  linearBackoff,
  planDelays,
} from "./backoff.js";

const delays = (backoff: Backoff, count: number) => {
  const plan = planDelays(backoff, "none", Math.random);
  return Array.from({ length: count }, (_, index) => plan(index + 1, 0));
};

describe("backoff", () => {
  it.each<[string, Backoff, number[]]>([
    ["exponential", exponentialBackoff({ initialMs: 100, maxMs: 1_000 }), [100, 200, 400, 800, 1_000]],
    [
      "exponential by 3",
      exponentialBackoff({ initialMs: 100, maxMs: 5_000, factor: 3 }),
      [100, 300, 900, 2_700, 5_000],
    ],
    ["linear", linearBackoff({ initialMs: 100, maxMs: 350 }), [100, 200, 300, 350, 350]],
    [
      "linear with an increment",
      linearBackoff({ initialMs: 100, maxMs: 900, incrementMs: 50 }),
      [100, 150, 200, 250, 300],
    ],
    ["fibonacci", fibonacciBackoff({ initialMs: 100, maxMs: 450 }), [100, 100, 200, 300, 450]],
    ["constant", constantBackoff(70), [70, 70, 70, 70, 70]],
    ["a function", (retry) => retry * 7, [7, 14, 21, 28, 35]],
    ["a function that returns no time", () => Number.NaN, [0, 0, 0, 0, 0]],
  ])("%s", (_, backoff, expected) => {
    expect(delays(backoff, expected.length)).toEqual(expected);
  });

  it("stays within the cap for any jitter, randomness and number of retries", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const jitter = fc.constantFrom("none", "full", "equal", "decorrelated");
    fc.assert(
      fc.property(
        jitter,
        random,
        fc.integer({ min: 1, max: 1_000 }),
        fc.nat(30_000),
        (kind, share, retry, previous) => {
          const plan = planDelays(exponentialBackoff({ initialMs: 100, maxMs: 30_000 }), kind, () => share);
          const delay = plan(retry, previous);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(30_000);
        },
      ),
    );
  });
});
