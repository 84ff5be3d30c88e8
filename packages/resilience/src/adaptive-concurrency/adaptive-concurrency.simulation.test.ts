import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallContext } from "../call/context.js";
import { type Pipeline, pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { adaptiveConcurrency } from "./adaptive-concurrency.js";
import { gradientLimit } from "./gradient-limit.js";
import { vegasLimit } from "./vegas-limit.js";

/** A call that starts, works for so long, ends so or so, and may be abandoned by its caller; ms. */
const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 300 }),
  worksFor: fc.integer({ min: 0, max: 80 }),
  ends: fc.constantFrom("well", "well", "well", "overloaded", "failed"),
  heedsSignal: fc.boolean(),
  abortsAt: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
});

describe("adaptive concurrency under random schedules", () => {
  it("starts no call over the limit in force, and has every place back in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedCall, { maxLength: 120 }),
        fc.constantFrom(gradientLimit(), vegasLimit()),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 20 }),
        fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 300 }), maxLimit: fc.integer({ min: 1, max: 9 }) })),
        async (calls, algorithm, initialLimit, queue, timeoutMs, changes) => {
          const clock = new VirtualClock();
          const policy = adaptiveConcurrency({ algorithm, initialLimit, queue, clock });
          const { execute }: Pipeline =
            timeoutMs === undefined ? pipeline(policy) : pipeline(policy, timeout({ ms: timeoutMs, clock }));
          let working = 0;
          const overLimit: number[] = [];
          const outcomes: Promise<unknown>[] = [];
          for (const { at, maxLimit } of changes) {
            clock.setTimeout(() => policy.reconfigure({ maxLimit, initialLimit: 1 }), at);
          }
          for (const { startsAt, worksFor, ends, heedsSignal, abortsAt } of calls) {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            const work = ({ signal }: CallContext) =>
              new Promise((resolve, reject) => {
                working += 1;
                if (working > policy.running) overLimit.push(working);
                let ended = false;
                const end = (settle: () => void) => {
                  if (!ended) working -= 1;
                  ended = true;
                  settle();
                };
                const timer = clock.setTimeout(() => {
                  const status = ends === "overloaded" ? 503 : 400;
                  if (ends === "well") end(() => resolve(1));
                  else end(() => reject(Object.assign(new Error(ends), { status })));
                }, worksFor);
                if (!heedsSignal) return;
                const onAbort = () => {
                  clock.clearTimeout(timer);
                  end(() => reject(signal.reason));
                };
                signal.addEventListener("abort", onAbort, { once: true });
              });
            clock.setTimeout(() => {
              const { limit, running } = policy;
              outcomes.push(execute(work, { signal: caller.signal }).catch(() => {}));
              if (policy.running > Math.max(limit, running)) overLimit.push(policy.running);
            }, startsAt);
          }
          await clock.advance(5_000);
          await Promise.all(outcomes);
          expect(overLimit).toEqual([]);
          expect([policy.running, policy.waiting, working, clock.pendingTimers]).toEqual([0, 0, 0, 0]);
        },
      ),
      { numRuns: runs(50) },
    );
  });
});

/** A service that works on `workers` calls at a time, 20 ms each, and lets the others wait: 0.5 calls a ms. */
function serviceOf(clock: VirtualClock, workers: number) {
  const busyUntil = Array.from({ length: workers }, () => 0);
  return () => {
    const worker = busyUntil.indexOf(Math.min(...busyUntil));
    const at = Math.max(clock.now(), busyUntil[worker] ?? 0) + 20;
    busyUntil[worker] = at;
    return new Promise((resolve) => clock.setTimeout(() => resolve(1), at - clock.now()));
  };
}

/** One call a ms, which is twice what the service takes, for 4 s: what the callers see in the last second. */
async function overload(clock: VirtualClock, execute: Pipeline["execute"]) {
  const ask = serviceOf(clock, 10);
  const latencies: number[] = [];
  for (let ms = 0; ms < 4_000; ms += 1) {
    const startedAt = clock.now();
    void execute(ask).then(
      () => startedAt >= 3_000 && latencies.push(clock.now() - startedAt),
      () => {},
    );
    await clock.advance(1);
  }
  await clock.advance(10_000);
  const sorted = latencies.toSorted((one, other) => one - other);
  return { p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN, answered: sorted.length };
}

describe("adaptive concurrency in front of a service that is asked for twice what it can do", () => {
  it.each([
    ["gradient", gradientLimit()],
    ["Vegas", vegasLimit()],
  ])(
    "keeps the 99th percentile near the work itself, where it grows without end otherwise: %s",
    async (_, algorithm) => {
      const clock = new VirtualClock();
      const bare = await overload(clock, pipeline().execute);
      const limitedClock = new VirtualClock();
      const policy = adaptiveConcurrency({ algorithm, clock: limitedClock });
      const limited = await overload(limitedClock, pipeline(policy).execute);
      expect(bare.p99).toBeGreaterThan(1_500);
      expect(limited.p99).toBeLessThan(60);
      expect(limited.answered).toBeGreaterThan(425);
    },
  );
});
