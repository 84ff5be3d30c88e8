import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { cache } from "./cache.js";

const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 1_000 }),
  key: fc.constantFrom("a", "b", "c"),
  abortsAt: fc.option(fc.integer({ min: 0, max: 1_200 }), { nil: undefined }),
  loadsFor: fc.integer({ min: 0, max: 150 }),
  fails: fc.boolean(),
});

describe("cache under random schedules", () => {
  it("loads a key once at a time, never gives what is older than allowed, and settles every call", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 40 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 600 }),
        async (calls, ttlMs, staleWhileRevalidateMs, lastKnownGoodMs) => {
          const clock = new VirtualClock();
          const values = cache<number>({ ttlMs, staleWhileRevalidateMs, lastKnownGoodMs, maxEntries: 2, clock });
          const oldest = Math.max(ttlMs, ttlMs + staleWhileRevalidateMs, lastKnownGoodMs);
          const loading = new Map<string, number>();
          const problems: string[] = [];
          let settled = 0;
          calls.forEach(({ startsAt, key, abortsAt, loadsFor, fails }) => {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            const loader = ({ signal }: { signal: AbortSignal }) =>
              new Promise<number>((resolve, reject) => {
                if (loading.get(key) === 1) problems.push(`two loads of ${key} at a time`);
                loading.set(key, 1);
                const end = () => loading.set(key, 0);
                signal.addEventListener("abort", () => {
                  end();
                  reject(signal.reason);
                });
                clock.setTimeout(() => {
                  if (signal.aborted) return;
                  end();
                  if (fails) reject(new Error("failed"));
                  else resolve(clock.now());
                }, loadsFor);
              });
            clock.setTimeout(async () => {
              try {
                const { value, ageMs } = await values.lookUp(key, loader, { signal: caller.signal });
                if (clock.now() - value !== ageMs) problems.push(`${value} at ${clock.now()} is not ${ageMs} old`);
                if (ageMs > oldest) problems.push(`${ageMs} is older than ${oldest}`);
              } catch (error) {
                if (!/failed|caller ended/.test(String(error))) problems.push(String(error));
              } finally {
                settled += 1;
              }
            }, startsAt);
          });
          await clock.advance(5_000);
          expect(problems).toEqual([]);
          expect(settled).toBe(calls.length);
          expect(values.size).toBeLessThanOrEqual(2);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: runs(80) },
    );
  });
});
