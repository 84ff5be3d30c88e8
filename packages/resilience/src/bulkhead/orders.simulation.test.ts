import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { byPriority } from "../queue/by-priority.js";
import { fairByKey } from "../queue/fair-by-key.js";
import type { QueueOrder } from "../queue/line.js";
import { WaitingLine } from "../queue/waiting-line.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { bulkhead } from "./bulkhead.js";

/** A call that starts, works for so long, fails or not, and may be abandoned by its caller; ms. */
const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 200 }),
  worksFor: fc.integer({ min: 0, max: 80 }),
  fails: fc.boolean(),
  key: fc.constantFrom("a", "b", "c", undefined),
  priority: fc.nat(3),
  abortsAt: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
});

describe("bulkhead in every order, under random schedules", () => {
  it.each<[string, QueueOrder]>([
    ["first come, first served", () => new WaitingLine()],
    ["by priority", byPriority({ ageingMs: 50 })],
    ["fair by key", fairByKey()],
    ["fair by key, by priority inside", fairByKey({ within: byPriority() })],
  ])("never runs more than its slots, equals keep their order, every slot comes back: %s", async (_, order) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.record({ at: fc.nat(250), concurrency: fc.integer({ min: 1, max: 4 }) }), { maxLength: 2 }),
        async (calls, concurrency, queue, changes) => {
          const clock = new VirtualClock();
          const slots = bulkhead({ concurrency, queue, queueTimeoutMs: 50, order, clock });
          const { execute } = pipeline(slots, timeout({ ms: 60, clock }));
          const mostAllowed = Math.max(concurrency, ...changes.map((change) => change.concurrency));
          let working = 0;
          let mostWorking = 0;
          const asked: number[] = [];
          const started: number[] = [];
          const outcomes: Promise<unknown>[] = [];
          calls.forEach(({ startsAt, worksFor, fails, key, priority, abortsAt }, index) => {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
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
              outcomes.push(execute(work, { key, priority, signal: caller.signal }).catch(() => {}));
            }, startsAt);
          });
          for (const change of changes) {
            clock.setTimeout(() => slots.reconfigure?.({ concurrency: change.concurrency }), change.at);
          }
          await clock.advance(10_000);
          await Promise.all(outcomes);
          expect(mostWorking).toBeLessThanOrEqual(mostAllowed);
          // In every order, calls of one key and one priority are served as they came.
          const alike = (index: number) => `${calls[index]?.key ?? ""} ${calls[index]?.priority}`;
          for (const kind of new Set(asked.map(alike))) {
            const served = started.filter((index) => alike(index) === kind);
            expect(served).toEqual(asked.filter((index) => alike(index) === kind && started.includes(index)));
          }
          expect([slots.running, slots.waiting, working, clock.pendingTimers]).toEqual([0, 0, 0, 0]);
        },
      ),
      { numRuns: runs(50) },
    );
  });
});
