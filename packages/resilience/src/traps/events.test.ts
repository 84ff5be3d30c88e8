import { afterEach, describe, expect, it } from "vitest";
import {
  adaptiveConcurrency,
  bulkhead,
  type Clock,
  cache,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  diagnostics,
  fallback,
  gradientLimit,
  isResilienceError,
  type Policy,
  pipeline,
  pipelineRegistry,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const policies: Readonly<Record<string, (clock: Clock) => Policy<unknown>>> = {
  retry: (clock) => retry({ maxRetries: 1, backoff: constantBackoff(10), clock, random: () => 0.5 }),
  "circuit breaker": (clock) => circuitBreaker({ strategy: consecutiveFailures(2), openMs: 50, clock }),
  timeout: (clock) => timeout({ ms: 25, clock }),
  "rate limiter": (clock) => rateLimiter({ kind: "gcra", limit: 10, periodMs: 100, maxQueue: 3, clock }),
  bulkhead: (clock) => bulkhead({ concurrency: 1, queue: 2, queueTimeoutMs: 20, clock }),
  "adaptive concurrency": (clock) =>
    adaptiveConcurrency({ algorithm: gradientLimit(), initialLimit: 1, queue: 2, clock }),
  cache: (clock) => cache({ ttlMs: 20, lastKnownGoodMs: 100, clock }),
  fallback: () => fallback([{ name: "bundled", run: () => "bundled", when: (error) => !isResilienceError(error) }]),
};

let stop = () => {};
afterEach(() => stop());

/** Twelve calls, some at once, some slow, some failing, some abandoned: what each came to. */
async function outcomesOf(make: (clock: Clock) => Policy<unknown>): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const { execute } = pipelineRegistry({ clock }).register("one", pipeline(make(clock)));
  const outcomes: Promise<string>[] = [];
  for (let index = 0; index < 12; index += 1) {
    const caller = new AbortController();
    if (index % 5 === 4) clock.setTimeout(() => caller.abort(), 5);
    const work = () =>
      new Promise<string>((resolve, reject) => {
        const fail = () => reject(Object.assign(new Error("down"), { status: 503 }));
        clock.setTimeout(index % 3 === 1 ? fail : () => resolve("well"), index % 4 === 3 ? 40 : 10);
      });
    outcomes.push(
      execute(work, { key: `key ${index % 2}`, signal: caller.signal }).then(
        (value) => String(value),
        (error) => (isResilienceError(error) ? error.code : String(error)),
      ),
    );
    if (index % 3 === 2) await clock.advance(15);
  }
  await clock.advance(10_000);
  return Promise.all(outcomes);
}

describe("traps of events", () => {
  it.each(Object.entries(policies))("27: a throwing listener changes no outcome: %s", async (_, make) => {
    const undisturbed = await outcomesOf(make);
    let heard = 0;
    stop = diagnostics.on(() => {
      heard += 1;
      throw new Error("listener");
    });
    expect(await outcomesOf(make)).toEqual(undisturbed);
    expect(heard).toBeGreaterThan(24);
  });

  it("27: a listener that takes itself away, or adds another, keeps nobody from hearing", async () => {
    const heard: string[] = [];
    const stops = [
      diagnostics.on(({ type }) => {
        stops[0]?.();
        heard.push(`first ${type}`);
        stops.push(diagnostics.on(() => {}));
      }),
      diagnostics.on(({ type }) => heard.push(`second ${type}`)),
    ];
    stop = () => {
      for (const off of stops) off();
    };
    const { execute } = pipeline(fallback([{ name: "bundled", run: () => 1 }]));
    for (let call = 0; call < 2; call += 1) await execute(() => Promise.reject(new Error("down")));
    expect(heard).toEqual(["first fallback.used", "second fallback.used", "second fallback.used"]);
  });
});
