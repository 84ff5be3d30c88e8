import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bulkhead } from "../bulkhead/bulkhead.js";
import type { CallContext } from "../call/context.js";
import { pipeline } from "../pipeline/pipeline.js";
import { constantBackoff } from "../retry/backoff.js";
import { retry } from "../retry/retry.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { costBudget } from "./cost-budget.js";

/** A call that comes, can cost so much and does cost a part of it, fails or not, and may be given up; ms. */
const plannedCall = fc.record({
  comesAt: fc.integer({ min: 0, max: 3_000 }),
  worksFor: fc.integer({ min: 0, max: 300 }),
  cost: fc.integer({ min: 0, max: 40 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  fails: fc.boolean(),
  abortsAt: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
});

const reconfiguration = fc.record({ at: fc.integer({ min: 0, max: 3_000 }), limit: fc.integer({ min: 0, max: 200 }) });

describe("a cost budget under random schedules", () => {
  it.each<[string, { periodMs?: number; window?: "sliding" | "fixed" }]>([
    ["for ever", {}],
    ["in a sliding window", { periodMs: 1_000 }],
    ["in a fixed window", { periodMs: 1_000, window: "fixed" }],
  ])("is never overrun, and every reservation is settled: %s", async (_, period) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 40 }),
        fc.array(reconfiguration, { maxLength: 2 }),
        async (calls, reconfigurations) => {
          const clock = new VirtualClock();
          const costs = new Map(calls.map((call, index) => [`${index}`, call]));
          const budget = costBudget({
            limit: 100,
            costPerCall: ({ key = "" }: CallContext) => costs.get(key)?.cost ?? 0,
            actualCost: (result) => (result.status === "fulfilled" ? (result.value as number) : 1),
            ...period,
            clock,
          });
          const { execute } = pipeline(
            retry({ maxRetries: 2, backoff: constantBackoff(20), jitter: "none", clock }),
            bulkhead({ concurrency: 4, queue: 4, clock }),
            budget,
            timeout({ ms: 200, clock }),
          );
          let highest = 100;
          let begun = 0;
          const charges: { at: number; cost: number }[] = [];
          const outcomes: Promise<unknown>[] = [];
          const check = () => {
            const { spent, reserved, remaining } = budget.stateOf();
            expect(spent).toBeGreaterThanOrEqual(0);
            expect(reserved).toBeGreaterThanOrEqual(0);
            expect(spent + reserved).toBeLessThanOrEqual(highest);
            expect(remaining).toBe(Math.max(0, (budget.settings as { limit: number }).limit - spent - reserved));
          };
          calls.forEach(({ comesAt, worksFor, cost, share, fails, abortsAt }, index) => {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            const actual = Math.floor(cost * share);
            const work = () => {
              begun += 1;
              charges.push({ at: clock.now(), cost: fails ? Math.min(1, cost) : actual });
              return new Promise<number>((resolve, reject) => {
                clock.setTimeout(() => {
                  if (fails) reject(Object.assign(new Error("unavailable"), { status: 503 }));
                  else resolve(actual);
                }, worksFor);
              });
            };
            clock.setTimeout(() => {
              outcomes.push(execute(work, { key: `${index}`, signal: caller.signal }).catch(() => {}));
            }, comesAt);
          });
          for (const { at, limit } of reconfigurations) {
            clock.setTimeout(() => {
              highest = Math.max(highest, limit);
              budget.reconfigure({ limit });
            }, at);
          }
          for (let elapsed = 0; elapsed < 5_000; elapsed += 50) {
            await clock.advance(50);
            check();
          }
          await Promise.all(outcomes);
          expect(budget.reserved).toBe(0);
          expect(budget.snapshot?.()).toMatchObject({ paid: begun });
          expect(clock.pendingTimers).toBe(0);
          if (period.window === "fixed") return;
          const { periodMs = Number.POSITIVE_INFINITY } = period;
          for (const { at } of charges) {
            const within = charges.filter((charge) => charge.at >= at && charge.at < at + periodMs);
            expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(highest);
          }
        },
      ),
      { numRuns: runs(30) },
    );
  });
});
