import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { bulkhead } from "./bulkhead.js";

/** A call that starts, works for so long, fails or not, and may be abandoned by its caller; ms. */
const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 200 }),
  worksFor: fc.integer({ min: 0, max: 80 }),
  fails: fc.boolean(),
  abortsAt: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
});

describe("bulkhead under random schedules", () => {
  it("never runs more than its slots, serves in order, and has every slot back in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 20 }),
        fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        async (calls, concurrency, queue, timeoutMs) => {
          const clock = new VirtualClock();
          const slots = bulkhead({ concurrency, queue, queueTimeoutMs: 50, clock });
          const { execute } =
            timeoutMs === undefined ? pipeline(slots) : pipeline(slots, timeout({ ms: timeoutMs, clock }));
          let working = 0;
          let mostWorking = 0;
          const asked: number[] = [];
          const started: number[] = [];
          const outcomes: Promise<unknown>[] = [];
          calls.forEach(({ startsAt, worksFor, fails, abortsAt }, index) => {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            // It ignores its signal: the slot must stay taken until it really ends.
            const work = () =>
              new Promise((resolve, reject) => {
                started.push(index);
                working += 1;
                mostWorking = Math.max(mostWorking, working);
                clock.setTimeout(() => {
                  working -= 1;
                  if (fails) reject(new Error("failed"));
                  else resolve(index);
                }, worksFor);
              });
            clock.setTimeout(() => {
              asked.push(index);
              outcomes.push(execute(work, { signal: caller.signal }).catch(() => {}));
            }, startsAt);
          });
          await clock.advance(10_000);
          await Promise.all(outcomes);
          expect(mostWorking).toBeLessThanOrEqual(concurrency);
          expect(started).toEqual(asked.filter((index) => started.includes(index)));
          expect([slots.running, slots.waiting, working, clock.pendingTimers]).toEqual([0, 0, 0, 0]);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
