import { describe, expect, it } from "vitest";
import { gradientLimit } from "./gradient-limit.js";
import type { LimitAlgorithm } from "./limit-algorithm.js";
import { LimitEstimate } from "./limit-estimate.js";
import { vegasLimit } from "./vegas-limit.js";

const algorithms: [string, LimitAlgorithm][] = [
  ["gradient", gradientLimit()],
  ["Vegas", vegasLimit()],
];

interface Phase {
  /** Calls that the service works on at a time; the others wait in its queue. */
  readonly workers: number;
  readonly serviceMs: number;
  readonly arrivalsPerMs: number;
  readonly forMs: number;
}

interface Ended {
  readonly at: number;
  readonly startedAt: number;
  readonly measurement: number;
  readonly running: number;
}

const seeded = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

/** A service with a fixed number of workers and an endless queue, under an estimated limit; arrivals are random. */
function serve(estimate: LimitEstimate, phases: readonly Phase[], spread: "constant" | "exponential" = "constant") {
  const random = seeded(7);
  const exponential = (mean: number) => -Math.log(random()) * mean;
  let now = 0;
  let arrivesAt = 0;
  let busyUntil: number[] = [];
  let calls: Ended[] = [];
  return phases.map(({ workers, serviceMs, arrivalsPerMs, forMs }) => {
    const end = now + forMs;
    busyUntil = Array.from({ length: workers }, (_, worker) => busyUntil[worker] ?? now);
    let served = 0;
    const limits: number[] = [];
    while (now < end) {
      const next = calls[0];
      if (next !== undefined && next.at <= arrivesAt) {
        now = next.at;
        calls = calls.slice(1);
        served += 1;
        estimate.add(next.measurement, next.running, now - next.startedAt, now);
        if (end - now < forMs / 2) limits.push(estimate.limit);
        continue;
      }
      now = arrivesAt;
      arrivesAt += exponential(1 / arrivalsPerMs);
      if (calls.length >= estimate.limit) continue;
      const worker = busyUntil.indexOf(Math.min(...busyUntil));
      const at = Math.max(now, busyUntil[worker] ?? now) + (spread === "constant" ? serviceMs : exponential(serviceMs));
      busyUntil[worker] = at;
      const place = calls.findLastIndex((call) => call.at <= at) + 1;
      const { measurement } = estimate;
      calls.splice(place, 0, { at, startedAt: now, measurement, running: calls.length + 1 });
    }
    return { served, limit: limits.toSorted((one, other) => one - other)[limits.length >> 1] ?? Number.NaN };
  });
}

const estimateBy = (algorithm: LimitAlgorithm, initialLimit = 20) => {
  const settings = { algorithm, initialLimit, minLimit: 1, maxLimit: 1_000 };
  return new LimitEstimate(() => settings);
};

describe.each(algorithms)("a limit estimated by %s", (_, algorithm) => {
  it.each(["constant", "exponential"] as const)(
    "comes near the capacity, and follows when it halves and when it grows fourfold; work times %s",
    (spread) => {
      const phase = { serviceMs: 20, arrivalsPerMs: 6, forMs: 8_000 };
      const capacities = [40, 20, 80];
      const phases = capacities.map((workers) => ({ ...phase, workers }));
      const results = serve(estimateBy(algorithm), phases, spread);
      results.forEach(({ served, limit }, index) => {
        const workers = capacities[index] ?? 0;
        expect(limit / workers).toBeGreaterThan(0.8);
        expect(limit / workers).toBeLessThan(2.2);
        const most = (workers / phase.serviceMs) * phase.forMs;
        expect(served / most).toBeGreaterThan(0.85);
      });
    },
  );

  it("finds its way when the work itself takes twice as long", () => {
    const phase = { workers: 40, arrivalsPerMs: 6, forMs: 10_000 };
    const estimate = estimateBy(algorithm);
    const [, slower] = serve(estimate, [
      { ...phase, serviceMs: 20 },
      { ...phase, serviceMs: 40 },
    ]);
    expect(estimate.baseline).toBeCloseTo(40, 0);
    expect(slower?.limit).toBeGreaterThanOrEqual(40);
    expect(slower?.limit).toBeLessThan(88);
  });

  it("does not drift up in a service that is never idle: 400 s of overload", () => {
    const overload = { workers: 10, serviceMs: 20, arrivalsPerMs: 1, forMs: 200_000 };
    const [early, late] = serve(estimateBy(algorithm), [overload, overload]);
    expect(late?.limit).toBeLessThanOrEqual((early?.limit ?? 0) + 2);
    expect(late?.limit).toBeLessThan(25);
  });

  it("comes down from a first limit that was much too high", () => {
    const [{ limit } = { limit: 0 }] = serve(estimateBy(algorithm, 500), [
      { workers: 20, serviceMs: 20, arrivalsPerMs: 3, forMs: 120_000 },
    ]);
    expect(limit).toBeLessThan(50);
  });
});

describe("a limit's rules for every algorithm", () => {
  const settings = { algorithm: gradientLimit(), initialLimit: 20, minLimit: 2, maxLimit: 40 };
  const calls = (estimate: LimitEstimate, count: number, running: number, ms: number | undefined, now = 0) => {
    for (let call = 0; call < count; call += 1) estimate.add(estimate.measurement, running, ms, now);
  };

  it("does not grow while at most half of it is in use, and learns the baseline then", () => {
    const estimate = new LimitEstimate(() => settings);
    calls(estimate, 1_000, 9, 20);
    expect([estimate.limit, estimate.baseline]).toEqual([20, 20]);
    calls(estimate, 100, 20, 20);
    expect(estimate.limit).toBeGreaterThan(20);
  });

  it("loses half of the share that the service drops, each round, and stays at its least", () => {
    const estimate = new LimitEstimate(() => settings);
    calls(estimate, 20, 20, 20);
    calls(estimate, 20, 20, undefined);
    expect(estimate.limit).toBe(10);
    calls(estimate, 20, 1, undefined);
    expect(estimate.limit).toBe(5);
    calls(estimate, 10_000, 1, undefined);
    expect(estimate.limit).toBe(2);
  });

  it("never leaves its bounds, whatever the algorithm says", () => {
    const answers = [Number.NaN, Number.POSITIVE_INFINITY, 1e9, -5, 30];
    const limits = answers.map((answer) => {
      const answering = { ...settings, algorithm: () => answer };
      const estimate = new LimitEstimate(() => answering);
      calls(estimate, 40, 20, 20);
      return estimate.limit;
    });
    expect(limits).toEqual([20, 20, 40, 2, 30]);
  });

  it("forgets half a round after a silence", () => {
    const estimate = new LimitEstimate(() => settings);
    calls(estimate, 20, 20, 20);
    calls(estimate, 19, 20, undefined);
    calls(estimate, 1, 20, undefined, 10_000);
    expect(estimate.limit).toBe(20);
  });

  it("works with a clock too coarse to measure the calls", () => {
    const estimate = new LimitEstimate(() => settings);
    calls(estimate, 10_000, 20, 0);
    expect(estimate.limit).toBe(40);
  });
});
