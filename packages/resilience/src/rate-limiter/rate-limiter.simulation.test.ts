import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { rateLimiter } from "./rate-limiter.js";

const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 2_000 }),
  abortsAt: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
});
const plannedPause = fc.record({ at: fc.integer({ min: 0, max: 2_000 }), ms: fc.integer({ min: 0, max: 500 }) });

describe("rate limiter under random schedules", () => {
  it.each(["gcra", "sliding-window"] as const)(
    "%s: at most the limit in any window, in order, nobody during a pause, nothing left behind",
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(plannedCall, { maxLength: 40 }),
          fc.array(plannedPause, { maxLength: 3 }),
          fc.integer({ min: 1, max: 7 }),
          fc.integer({ min: 10, max: 400 }),
          async (calls, pauses, limit, periodMs) => {
            const clock = new VirtualClock();
            const limiter = rateLimiter({ kind, limit, periodMs, maxQueue: 20, clock });
            const { execute } = pipeline(limiter);
            const asked: number[] = [];
            const served: { index: number; at: number }[] = [];
            const outcomes: Promise<unknown>[] = [];
            for (const { at, ms } of pauses) clock.setTimeout(() => limiter.pause(ms), at);
            calls.forEach(({ startsAt, abortsAt }, index) => {
              const caller = new AbortController();
              if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
              const work = () => void served.push({ index, at: clock.now() });
              clock.setTimeout(() => {
                asked.push(index);
                outcomes.push(execute(work, { signal: caller.signal }).catch(() => {}));
              }, startsAt);
            });
            await clock.advance(60_000);
            await Promise.all(outcomes);

            for (const { at: from } of served) {
              const inWindow = served.filter(({ at }) => at >= from && at < from + periodMs);
              expect(inWindow.length).toBeLessThanOrEqual(limit);
            }
            const order = served.map(({ index }) => index);
            expect(order).toEqual(asked.filter((index) => order.includes(index)));
            for (const { at, ms } of pauses) {
              expect(served.filter((call) => call.at > at && call.at < at + ms)).toEqual([]);
            }
            expect([clock.pendingTimers, limiter.waitTime()]).toEqual([0, 0]);
          },
        ),
        { numRuns: runs(60) },
      );
    },
  );

  it.each(["gcra", "sliding-window"] as const)(
    "%s: nobody overtakes who waits, at the moment a pause ends either",
    async (kind) => {
      const clock = new VirtualClock();
      const limiter = rateLimiter({ kind, limit: 2, periodMs: 10, maxQueue: 20, clock });
      const { execute } = pipeline(limiter);
      const served: string[] = [];
      // Set before the limiter's own timer for the same moment, so that it fires first.
      clock.setTimeout(() => void execute(() => served.push("came as the pause ended")), 399);
      limiter.pause(399);
      void execute(() => served.push("waited"));
      await clock.advance(1_000);
      expect(served).toEqual(["waited", "came as the pause ended"]);
    },
  );

  it.each(["gcra", "sliding-window"] as const)(
    "%s: no window has more than the highest limit in force during it, however often the rate is changed",
    async (kind) => {
      const change = fc.record({ at: fc.nat(2_000), limit: fc.integer({ min: 1, max: 7 }) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(2_000), { maxLength: 60 }),
          fc.array(change, { maxLength: 6 }),
          fc.integer({ min: 10, max: 400 }),
          async (calls, changes, periodMs) => {
            const clock = new VirtualClock();
            const limiter = rateLimiter({ kind, limit: 3, periodMs, clock });
            const { execute } = pipeline(limiter);
            const rates = [{ at: 0, limit: 3 }];
            const served: number[] = [];
            for (const { at, limit } of changes) {
              clock.setTimeout(() => {
                limiter.reconfigure?.({ limit });
                rates.push({ at, limit });
              }, at);
            }
            for (const at of calls) clock.setTimeout(() => void execute(() => served.push(clock.now())), at);
            await clock.advance(120_000);

            expect(served).toHaveLength(calls.length);
            for (const from of served) {
              const end = from + periodMs;
              const inForce = rates.filter(({ at }, index) => at < end && (rates[index + 1]?.at ?? end) >= from);
              const most = Math.max(...inForce.map(({ limit }) => limit));
              expect(served.filter((at) => at >= from && at < end).length).toBeLessThanOrEqual(most);
            }
            expect(clock.pendingTimers).toBe(0);
          },
        ),
        { numRuns: runs(60) },
      );
    },
  );

  it.each(["gcra", "sliding-window"] as const)("%s: waitTime is what a call made now then waits", async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 90 }),
        async (limit, before, elapsed) => {
          const clock = new VirtualClock();
          const limiter = rateLimiter({ kind, limit, periodMs: limit * 20, clock });
          const { execute } = pipeline(limiter);
          const earlier = Array.from({ length: before }, () => execute(() => {}));
          await clock.advance(elapsed);
          const promised = limiter.waitTime();
          const call = execute(() => clock.now() - elapsed);
          await clock.advance(10_000);
          await Promise.all(earlier);
          expect(await call).toBe(promised);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});
