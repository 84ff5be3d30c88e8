import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestWindow } from "./request-window.js";

describe("RequestWindow", () => {
  it("counts over random times as a list of the last ten steps would", () => {
    const step = fc.record({
      passes: fc.integer({ min: 0, max: 400 }),
      priority: fc.integer({ min: -9, max: 9 }),
      accepted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const window = new RequestWindow(1_000);
        const list: { at: number; accepted: boolean }[] = [];
        let now = 5_000_000;
        for (const { passes, priority, accepted } of steps) {
          now += passes;
          window.add(priority, accepted, now);
          list.push({ at: now, accepted });
          const kept = list.filter(({ at }) => Math.floor(at / 100) > Math.floor(now / 100) - 10);
          expect([window.requests, window.accepted]).toEqual([
            kept.length,
            kept.filter((request) => request.accepted).length,
          ]);
        }
      }),
    );
  });

  it("takes the share to turn away from the lowest priorities first, and exactly that share", () => {
    const requests = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(requests, fc.double({ min: 0, max: 1, noNaN: true }), (priorities, share) => {
        const window = new RequestWindow(1_000);
        for (const priority of priorities) window.add(priority, false, 0);
        const probabilities = priorities.map((priority) => window.probability(share, priority));
        const turnedAway = probabilities.reduce((sum, probability) => sum + probability, 0);
        expect(turnedAway).toBeCloseTo(share * priorities.length, 6);
        priorities.forEach((lower, one) => {
          priorities.forEach((higher, other) => {
            if (lower < higher && (probabilities[other] ?? 0) > 0) expect(probabilities[one]).toBe(1);
          });
        });
      }),
    );
  });

  it.each([
    [Number.NaN, 0],
    [0.4, 0],
    [99, 4],
    [-99, -4],
  ])("counts a call of priority %d as one of %d", (priority, counted) => {
    const window = new RequestWindow(1_000);
    for (const other of [-4, 0, 4]) window.add(other, false, 0);
    for (const share of [0.2, 0.5, 0.8]) {
      expect(window.probability(share, priority)).toBe(window.probability(share, counted));
    }
  });
});
