import { describe, expect, it } from "vitest";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import { countWindow } from "../circuit-breaker/count-window.js";
import {
  bulkhead,
  cache,
  circuitBreaker,
  fallback,
  pipeline,
  rateLimiter,
  retry,
  retryBudget,
  systemClock,
  timeout,
} from "../index.js";
import { constantBackoff, exponentialBackoff } from "../retry/backoff.js";
import { VirtualClock } from "../testing/index.js";

const consecutive = consecutiveFailures(5);
const exponential = exponentialBackoff({ initialMs: 100, maxMs: 1_000 });

/** What JavaScript callers, and settings read from a file, can pass in spite of the types. */
const untyped = <T>(options: unknown): T => options as T;

describe("traps of options", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["an unknown name", () => retry(untyped({ maxRetires: 3 })), /no option maxRetires; known are .*maxRetries/],
    ["no object", () => timeout(untyped(500)), /must be an object/],
    ["a negative count", () => retry({ maxRetries: -1 }), /maxRetries must be an integer from 0 to 1000, not -1/],
    ["a fraction", () => bulkhead({ concurrency: 1.5 }), /concurrency must be an integer/],
    ["not a number", () => timeout({ ms: Number.NaN }), /ms must be a number from 1/],
    ["a string", () => timeout(untyped({ ms: "500" })), /not "500"/],
    ["an endless timeout", () => timeout({ ms: Number.POSITIVE_INFINITY }), /ms must be/],
    [
      "a rate over 1",
      () => circuitBreaker({ strategy: countWindow({ size: 10, minimumCalls: 5, failureRate: 50 }) }),
      /failureRate must be/,
    ],
    [
      "a minimum that can never be reached",
      () => circuitBreaker({ strategy: countWindow({ size: 10, minimumCalls: 11, failureRate: 0.5 }) }),
      /minimumCalls must be at most size/,
    ],
    [
      "an unknown strategy",
      () => circuitBreaker(untyped({ strategy: { kind: "weekly" } })),
      /strategy must be consecutiveFailures/,
    ],
    ["no strategy", () => circuitBreaker(untyped({})), /strategy must be consecutiveFailures/],
    [
      "settings of another strategy",
      () => countWindow(untyped({ size: 10, minimumCalls: 5, failureRate: 0.5, failures: 3 })),
      /no option failures/,
    ],
    [
      "a growing open time that shrinks",
      () => circuitBreaker({ strategy: consecutive, openMs: 100, maxOpenMs: 50 }),
      /maxOpenMs must be at least openMs/,
    ],
    [
      "perKey: a name",
      () => circuitBreaker({ strategy: consecutive, perKey: untyped({ max: 5 }) }),
      /perKey: there is no option max/,
    ],
    [
      "a burst for a sliding window",
      () => rateLimiter(untyped({ kind: "sliding-window", limit: 1, periodMs: 1, burst: 2 })),
      /no option burst/,
    ],
    [
      "decorrelated jitter of a constant",
      () => retry({ backoff: constantBackoff(5), jitter: "decorrelated" }),
      /needs an exponentialBackoff/,
    ],
    [
      "a cap under the start",
      () => retry({ backoff: exponentialBackoff({ initialMs: 500, maxMs: 100 }) }),
      /maxMs must be at least initialMs/,
    ],
    ["two times to live", () => cache({ ttlMs: 5, ttl: () => 5 }), /ttlMs or ttl, and not both/],
    ["no time to live", () => cache({}), /ttlMs or ttl/],
    ["no fallback", () => fallback([]), /at least one step/],
    ["a fallback without name", () => fallback([{ name: "", run: () => 1 }]), /name must be a non-empty string/],
    ["a budget of nothing", () => retryBudget({ ratio: 2 }), /ratio must be/],
    ["half a clock", () => retry({ clock: untyped({ now: () => 0 }) }), /clock must be an object with now, wallNow/],
    [
      "two clocks",
      () => pipeline(timeout({ ms: 5, clock: new VirtualClock() }), retry({ clock: systemClock })),
      /another clock/,
    ],
  ])("19: every option is honoured or refused: %s", (_, make, message) => {
    expect(make).toThrowError(message);
    expect(make).toThrowError(expect.objectContaining({ code: "INVALID_OPTION" }));
  });

  it("19: a deadline that is no time is refused at the call", async () => {
    await expect(pipeline().execute(() => 1, { deadlineMs: Number.NaN })).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
  });

  it("29: options are read once, at construction: changing them later changes nothing", async () => {
    const clock = new VirtualClock();
    let reads = 0;
    const options = {
      get maxRetries() {
        reads += 1;
        return 1;
      },
      backoff: { ...exponential },
      jitter: "none" as const,
      clock,
    };
    const { execute } = pipeline(retry(options));
    const readsAtConstruction = reads;
    options.backoff.initialMs = untyped(90_000);
    const call = execute(({ attempt }) => {
      if (attempt === 1) throw Object.assign(new Error("unavailable"), { status: 503 });
      return clock.now();
    });
    await clock.advance(100_000);
    expect(await call).toBe(100);
    expect(reads).toBe(readsAtConstruction);
  });
});
