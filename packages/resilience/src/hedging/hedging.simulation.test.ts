import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bulkhead } from "../bulkhead/bulkhead.js";
import type { CallContext } from "../call/context.js";
import { pipeline } from "../pipeline/pipeline.js";
import { retryBudget } from "../retry/budget.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { hedging } from "./hedging.js";

const attemptPlan = fc.record({
  worksFor: fc.integer({ min: 0, max: 120 }),
  ends: fc.constantFrom("well", "well", "unavailable", "bad request"),
  heedsSignal: fc.boolean(),
});
const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 300 }),
  attempts: fc.array(attemptPlan, { minLength: 4, maxLength: 4 }),
  abortsAt: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
  deadlineMs: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
});

describe("hedging under random schedules", () => {
  it("leaks no slot, no timer and no running attempt, keeps to its budget, and answers every call", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 25 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 8 }),
        async (calls, afterMs, maxHedges, capacity) => {
          const clock = new VirtualClock();
          const outside = bulkhead({ concurrency: 1_000, clock });
          const inside = bulkhead({ concurrency: 4, queue: 10, clock });
          const budget = retryBudget({ ratio: 0, capacity });
          const { execute } = pipeline(outside, hedging({ afterMs, maxHedges, budget, clock }), inside);
          let working = 0;
          let hedges = 0;
          const outcomes: Promise<unknown>[] = [];
          const startedPastEnd: number[] = [];
          calls.forEach(({ startsAt, attempts, abortsAt, deadlineMs }) => {
            const caller = new AbortController();
            let ended = false;
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            const work = ({ attempt, signal }: CallContext) =>
              new Promise((resolve, reject) => {
                const { worksFor, ends, heedsSignal } = attempts[attempt - 1] ?? fail("an attempt too many");
                if (ended) startedPastEnd.push(attempt);
                if (attempt > 1) hedges += 1;
                working += 1;
                const finish = (settle: () => void) => {
                  working -= 1;
                  settle();
                };
                const timer = clock.setTimeout(() => {
                  if (ends === "well") finish(() => resolve(attempt));
                  else
                    finish(() =>
                      reject(Object.assign(new Error(ends), { status: ends === "unavailable" ? 503 : 400 })),
                    );
                }, worksFor);
                if (!heedsSignal) return;
                signal.addEventListener(
                  "abort",
                  () => {
                    clock.clearTimeout(timer);
                    finish(() => reject(signal.reason));
                  },
                  { once: true },
                );
              });
            clock.setTimeout(() => {
              const call = execute(work, { signal: caller.signal, deadlineMs }).then(
                () => "answered",
                () => "failed",
              );
              outcomes.push(
                call.finally(() => {
                  ended = true;
                }),
              );
            }, startsAt);
          });
          await clock.advance(5_000);
          expect(await Promise.all(outcomes)).toHaveLength(calls.length);
          expect(hedges).toBeLessThanOrEqual(capacity);
          expect(startedPastEnd).toEqual([]);
          expect([working, outside.running, inside.running, inside.waiting, clock.pendingTimers]).toEqual([
            0, 0, 0, 0, 0,
          ]);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

function fail(problem: string): never {
  throw new Error(problem);
}
