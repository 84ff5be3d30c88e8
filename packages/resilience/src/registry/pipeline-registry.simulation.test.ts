import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  bulkhead,
  type Clock,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  diagnostics,
  fallback,
  isResilienceError,
  type Policy,
  pipeline,
  pipelineRegistry,
  type ResilienceEvent,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";

/** In no particular order: whatever somebody composes, the events balance. */
const makers: readonly ((clock: Clock) => Policy<unknown>)[] = [
  () => fallback([{ name: "bundled", run: () => "bundled", when: (error) => !isResilienceError(error) }]),
  (clock) => bulkhead({ concurrency: 2, queue: 5, queueTimeoutMs: 40, clock }),
  (clock) => rateLimiter({ kind: "sliding-window", limit: 3, periodMs: 50, maxQueue: 6, clock }),
  (clock) => timeout({ ms: 150, kind: "total", name: "total", clock }),
  (clock) => retry({ maxRetries: 2, backoff: constantBackoff(20), clock, random: () => 0.5 }),
  (clock) => circuitBreaker({ strategy: consecutiveFailures(3), openMs: 60, clock }),
  (clock) => timeout({ ms: 60, clock }),
];

const plannedCall = fc.record({
  startsAt: fc.integer({ min: 0, max: 300 }),
  worksFor: fc.integer({ min: 0, max: 100 }),
  fails: fc.boolean(),
  abortsAt: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
  reports: fc.boolean(),
});

const someChanges: readonly Readonly<Record<string, object>>[] = [
  { bulkhead: { concurrency: 1 } },
  { bulkhead: { concurrency: 4, queue: 0 } },
  { retry: { maxRetries: 0 }, timeout: { ms: 30 } },
  { retry: { maxRetries: 4 }, bulkhead: { concurrency: 0 } },
  { "circuit-breaker": { openMs: 10 }, total: { ms: -1 } },
];

const plannedHand = fc.record({
  at: fc.integer({ min: 0, max: 300 }),
  does: fc.oneof(
    fc.record({ changes: fc.constantFrom(...someChanges) }),
    fc.record({ isolatesFor: fc.integer({ min: 1, max: 80 }) }),
    fc.constant({ resets: true as const }),
  ),
});

let stop = () => {};
afterEach(() => stop());

/** Follows each key through each policy's queue: nobody waits twice at a time, nobody stops waiting who does not. */
class Waits {
  private readonly waiting = new Set<string>();
  readonly mistakes: string[] = [];

  hear({ type, policy, key }: ResilienceEvent): void {
    const place = `${policy}/${key}`;
    if (type.endsWith(".queued")) {
      if (this.waiting.has(place)) this.mistakes.push(`${place} queued twice`);
      this.waiting.add(place);
    } else if (type.endsWith(".admitted") || type.endsWith(".left")) {
      if (!this.waiting.delete(place)) this.mistakes.push(`${place} ${type} without waiting`);
    } else if (type.endsWith(".rejected")) this.waiting.delete(place);
  }

  get left(): readonly string[] {
    return [...this.waiting];
  }
}

describe("events under random pipelines, schedules, aborts and an operator's hand", () => {
  it("balance: every call settles once, every wait ends once, the counts are those of the callers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...makers]),
        fc.array(plannedCall, { minLength: 1, maxLength: 25 }),
        fc.array(plannedHand, { maxLength: 6 }),
        async (chosen, calls, hands) => {
          const clock = new VirtualClock();
          const pipelines = pipelineRegistry({ clock });
          const vies = pipelines.register("vies", pipeline(...chosen.map((make) => make(clock))));
          const waits = new Waits();
          const open = new Set<string | undefined>();
          let settled = 0;
          const mistakes: string[] = [];
          stop = diagnostics.on((event) => {
            waits.hear(event);
            if (event.type === "call.started") open.add(event.key);
            if (event.type !== "call.settled") return;
            settled += 1;
            if (!open.delete(event.key)) mistakes.push(`${event.key} settled without having started`);
          });
          const seen = { successes: 0, failures: 0, degraded: 0 };
          const outcomes: Promise<void>[] = [];
          const state = () => {
            const [now] = pipelines.states();
            if (now === undefined) throw new Error("vies is registered");
            return now;
          };

          calls.forEach(({ startsAt, worksFor, fails, abortsAt, reports }, index) => {
            const caller = new AbortController();
            if (abortsAt !== undefined) clock.setTimeout(() => caller.abort(), abortsAt);
            const work = () =>
              new Promise<string>((resolve, reject) => {
                const end = () =>
                  fails ? reject(Object.assign(new Error("failed"), { status: 503 })) : resolve("well");
                clock.setTimeout(end, worksFor);
              });
            const options = { key: `call ${index}`, signal: caller.signal };
            clock.setTimeout(() => {
              const value = reports
                ? vies.executeWithReport(work, options).then((report) => report.value)
                : vies.execute(work, options);
              outcomes.push(
                value.then(
                  (answer) => {
                    seen.successes += 1;
                    if (answer === "bundled") seen.degraded += 1;
                  },
                  () => {
                    seen.failures += 1;
                  },
                ),
              );
            }, startsAt);
          });
          for (const { at, does } of hands) {
            clock.setTimeout(() => {
              try {
                if ("changes" in does) pipelines.reconfigure("vies", does.changes);
                else if ("resets" in does) pipelines.reset("vies");
                else clock.setTimeout(pipelines.isolate("vies"), does.isolatesFor);
              } catch (error) {
                if (!isResilienceError(error, "INVALID_OPTION")) throw error;
              }
            }, at);
          }

          for (let step = 0; step < 40; step += 1) {
            await clock.advance(20);
            const { calls: begun, successes, failures, inFlight } = state();
            expect(begun).toBe(successes + failures + inFlight);
            expect(inFlight).toBe(open.size);
          }
          await clock.advance(10_000);
          await Promise.all(outcomes);
          stop();
          expect(state()).toMatchObject({ calls: calls.length, inFlight: 0, ...seen });
          expect([settled, open.size, mistakes]).toEqual([calls.length, 0, []]);
          expect([waits.mistakes, waits.left]).toEqual([[], []]);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});
