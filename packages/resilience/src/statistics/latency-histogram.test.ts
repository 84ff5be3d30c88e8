import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "./latency-histogram.js";

const exactly = (samples: readonly number[], share: number): number =>
  samples.toSorted((one, other) => one - other)[Math.max(1, Math.ceil(share * samples.length)) - 1] ?? Number.NaN;

describe("LatencyHistogram", () => {
  it("is within 5 % of every exact quantile, from 10 us to an hour", () => {
    const latency = fc.double({ min: 0.01, max: 3_600_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1 }),
        (samples, share) => {
          const histogram = new LatencyHistogram();
          for (const sample of samples) histogram.record(sample, 0);
          const exact = exactly(samples, Number.isNaN(share) ? 0.5 : share);
          const estimate = histogram.quantile(Number.isNaN(share) ? 0.5 : share, 0) ?? Number.NaN;
          expect(Math.abs(estimate - exact) / exact).toBeLessThanOrEqual(0.05);
        },
      ),
    );
  });

  it("takes anything for a sample: nothing, nonsense and centuries", () => {
    const histogram = new LatencyHistogram();
    for (const sample of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) histogram.record(sample, 0);
    expect(histogram.count(0)).toBe(5);
    expect(histogram.quantile(0.5, 0)).toBeLessThan(0.01);
    expect(histogram.quantile(1, 0)).toBeGreaterThan(30_000_000);
  });

  it("knows nothing without samples", () => {
    expect(new LatencyHistogram().quantile(0.5, 0)).toBeUndefined();
  });

  it("forgets in steps, and everything after a silence", () => {
    const histogram = new LatencyHistogram({ windowMs: 60_000, steps: 6 });
    for (let now = 0; now < 60_000; now += 1_000) histogram.record(now < 30_000 ? 10 : 1_000, now);
    expect([histogram.count(59_999), histogram.count(60_000), histogram.count(89_999)]).toEqual([60, 50, 30]);
    expect(histogram.quantile(0.01, 89_999)).toBeGreaterThan(900);
    expect(histogram.count(10_000_000)).toBe(0);
    expect(histogram.quantile(0.5, 10_000_000)).toBeUndefined();
  });

  it("counts what it has over random times as a list of the last steps would", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 5_000 })));
    fc.assert(
      fc.property(steps, (samples) => {
        const histogram = new LatencyHistogram({ windowMs: 40, steps: 4 });
        const list: number[] = [];
        let now = 0;
        for (const [passes, latency] of samples) {
          now += passes;
          histogram.record(latency, now);
          list.push(now);
          const kept = list.filter((at) => Math.floor(at / 10) > Math.floor(now / 10) - 4);
          expect(histogram.count(now)).toBe(kept.length);
        }
      }),
    );
  });
});
