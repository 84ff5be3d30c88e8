import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { circuitBreaker } from "./circuit-breaker.js";
import { consecutiveFailures } from "./consecutive-failures.js";
import { countWindow } from "./count-window.js";
import type { BreakerStrategy } from "./strategy.js";
import { timeWindow } from "./time-window.js";

const strategies: BreakerStrategy[] = [
  consecutiveFailures(2),
  countWindow({ size: 6, minimumCalls: 3, failureRate: 0.5 }),
  timeWindow({ windowMs: 400, minimumCalls: 3, failureRate: 0.5 }),
];

const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 3_000 }),
  worksFor: fc.integer({ min: 0, max: 300 }),
  ends: fc.constantFrom("well", "failed", "ignored", "aborted", "never"),
});

describe("circuit breaker under random schedules", () => {
  it("lets nobody through while open, and always finds out that the service is back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...strategies),
        fc.array(plannedCall, { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (strategy, calls, probes) => {
          const clock = new VirtualClock();
          const breaker = circuitBreaker({ strategy, probes, openMs: 200, probeTimeoutMs: 250, clock });
          const { execute } = pipeline(breaker);
          let throughOpen = 0;
          calls.forEach(({ startsAt, worksFor, ends }) => {
            const caller = new AbortController();
            const work = () =>
              new Promise((resolve, reject) => {
                clock.setTimeout(() => {
                  if (ends === "well") resolve(1);
                  if (ends === "failed") reject(new Error("failed"));
                  if (ends === "ignored") reject(Object.assign(new Error("bad request"), { status: 400 }));
                  if (ends === "aborted") caller.abort();
                }, worksFor);
              });
            clock.setTimeout(() => {
              const isOpen = breaker.state === "open";
              const counted = () => {
                if (isOpen) throughOpen += 1;
                return work();
              };
              execute(counted, { signal: caller.signal }).catch(() => {});
            }, startsAt);
          });
          await clock.advance(10_000);
          expect(throughOpen).toBe(0);

          for (let round = 0; round < 20 && breaker.state !== "closed"; round += 1) {
            await Promise.allSettled([execute(() => "well")]);
            await clock.advance(50);
          }
          expect(breaker.state).toBe("closed");
          expect(await execute(() => "well")).toBe("well");
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("has at most its probes running at any moment of half-open", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom("ask", "finish", "ignore", "abort"), { maxLength: 80 }),
        async (probes, steps) => {
          const clock = new VirtualClock();
          const breaker = circuitBreaker({ strategy: consecutiveFailures(1), probes, openMs: 10, clock });
          const { execute } = pipeline(breaker);
          await Promise.allSettled([execute(() => Promise.reject(new Error("failed")))]);
          await clock.advance(10);
          const running: { finish: () => void; ignore: () => void; abort: () => void }[] = [];
          for (const step of steps) {
            if (breaker.state !== "half-open") break;
            if (step === "ask") {
              const caller = new AbortController();
              const call = execute(
                () =>
                  new Promise<void>((resolve, reject) => {
                    const ignore = () => reject(Object.assign(new Error("bad request"), { status: 400 }));
                    caller.signal.addEventListener("abort", ignore);
                    running.push({ finish: resolve, ignore, abort: () => caller.abort() });
                  }),
                { signal: caller.signal },
              );
              call.catch(() => {});
            } else {
              running.shift()?.[step]();
            }
            await clock.advance(0);
            expect(running.length).toBeLessThanOrEqual(probes);
          }
        },
      ),
      { numRuns: runs(80) },
    );
  });
});
