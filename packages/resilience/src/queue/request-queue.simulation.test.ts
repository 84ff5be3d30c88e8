import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { byPriority } from "./by-priority.js";
import { fairByKey } from "./fair-by-key.js";
import type { QueueOrder } from "./line.js";
import { RequestQueue } from "./request-queue.js";
import { WaitingLine } from "./waiting-line.js";

/** A request that comes, works for so long, fails or not, and may be given up; ms. */
const plannedRequest = fc.record({
  comesAt: fc.integer({ min: 0, max: 200 }),
  worksFor: fc.integer({ min: 0, max: 80 }),
  fails: fc.boolean(),
  key: fc.constantFrom("a", "b", "c"),
  priority: fc.nat(2),
  abortsAt: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  deadlineMs: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
});

const interruption = fc.oneof(
  fc.record({ kind: fc.constant("start" as const), at: fc.nat(250) }),
  fc.record({ kind: fc.constant("stop" as const), at: fc.nat(250), drain: fc.boolean(), graceMs: fc.nat(50) }),
  fc.record({
    kind: fc.constant("reconfigure" as const),
    at: fc.nat(250),
    workers: fc.integer({ min: 1, max: 4 }),
    capacity: fc.integer({ min: 1, max: 20 }),
  }),
);

describe("a request queue under random schedules", () => {
  it.each<[string, QueueOrder]>([
    ["first come, first served", () => new WaitingLine()],
    ["by priority", byPriority({ ageingMs: 50 })],
    ["fair by key", fairByKey()],
  ])("answers everybody once, never runs more than its workers, and leaves nothing behind: %s", async (_, order) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedRequest, { maxLength: 40 }),
        fc.array(interruption, { maxLength: 4 }),
        fc.boolean(),
        async (requests, interruptions, withPipeline) => {
          const clock = new VirtualClock();
          const queue = new RequestQueue({
            capacity: 10,
            workers: 2,
            queueTimeoutMs: 60,
            order,
            clock,
            ...(withPipeline ? { pipeline: pipeline(timeout({ ms: 40, clock })) } : {}),
          });
          let working = 0;
          let mostWorking = 0;
          let mostWorkers = 2;
          let stops = 0;
          const answers: Promise<string>[] = [];
          for (const { comesAt, worksFor, fails, abortsAt, ...options } of requests) {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            // It ignores its signal: the worker must stay taken until it really ends.
            const work = () =>
              new Promise((resolve, reject) => {
                working += 1;
                mostWorking = Math.max(mostWorking, working);
                clock.setTimeout(() => {
                  working -= 1;
                  if (fails) reject(new Error("failed"));
                  else resolve("done");
                }, worksFor);
              });
            clock.setTimeout(() => {
              const answer = queue.enqueue(work, { ...options, signal: caller.signal });
              answers.push(answer.then(() => "fulfilled").catch(() => "rejected"));
            }, comesAt);
          }
          for (const happening of interruptions) {
            clock.setTimeout(() => {
              if (happening.kind === "start") queue.start();
              if (happening.kind === "reconfigure") {
                mostWorkers = Math.max(mostWorkers, happening.workers);
                queue.reconfigure({ workers: happening.workers, capacity: happening.capacity });
              }
              if (happening.kind === "stop") {
                stops += 1;
                void queue.stop(happening.drain ? {} : { drain: false, graceMs: happening.graceMs }).then(() => {
                  stops -= 1;
                });
              }
            }, happening.at);
          }
          queue.start();
          await clock.advance(10_000);
          const outcomes = await Promise.all(answers);
          expect(mostWorking).toBeLessThanOrEqual(mostWorkers);
          const { enqueued, completed, failed, rejected, expired, cancelled, stopped, ...now } = queue.stats();
          expect(completed + failed + expired + cancelled + stopped).toBe(enqueued);
          // A caller who left before it asked was neither accepted nor refused.
          const neither = outcomes.length - enqueued - rejected;
          expect(neither).toBeGreaterThanOrEqual(0);
          expect(outcomes.filter((outcome) => outcome === "fulfilled")).toHaveLength(completed);
          expect(now).toMatchObject({ waiting: 0, running: 0 });
          expect([working, stops, clock.pendingTimers]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
