import type { Clock } from "../clock/clock.js";
import type { FailureWindow } from "./failure-window.js";

interface TimeWindowSettings {
  readonly windowMs: number;
  readonly minimumCalls: number;
  readonly failureRate: number;
}

/** A tenth of the window is the error made at its far edge. */
const buckets = 10;

/** Opens when too large a share of the calls of the last `windowMs` failed. */
export function timeWindow({ windowMs, minimumCalls, failureRate }: TimeWindowSettings, clock: Clock): FailureWindow {
  const callsIn = new Float64Array(buckets);
  const failuresIn = new Float64Array(buckets);
  let current = Math.floor((clock.now() / windowMs) * buckets);
  let calls = 0;
  let failures = 0;

  const clear = (bucket: number) => {
    calls -= callsIn[bucket] ?? 0;
    failures -= failuresIn[bucket] ?? 0;
    callsIn[bucket] = 0;
    failuresIn[bucket] = 0;
  };

  /** After a silence every bucket that has expired meanwhile is emptied, not only the next one. */
  const moveTo = (bucket: number) => {
    const expired = Math.min(buckets, bucket - current);
    for (let step = 1; step <= expired; step += 1) clear((current + step) % buckets);
    if (bucket > current) current = bucket;
  };

  return {
    count(failed) {
      moveTo(Math.floor((clock.now() / windowMs) * buckets));
      const bucket = current % buckets;
      callsIn[bucket] = (callsIn[bucket] ?? 0) + 1;
      calls += 1;
      if (failed) {
        failuresIn[bucket] = (failuresIn[bucket] ?? 0) + 1;
        failures += 1;
      }
      return calls >= minimumCalls && failures >= failureRate * calls;
    },
    reset() {
      callsIn.fill(0);
      failuresIn.fill(0);
      calls = 0;
      failures = 0;
    },
  };
}
