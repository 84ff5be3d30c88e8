import type { Clock } from "../clock/clock.js";
import { checkOptions, integer, milliseconds } from "../options/check-options.js";
import {
  type BreakerStrategy,
  checkSlowCalls,
  type FailureWindow,
  type RateSettings,
  rateRules,
  Tally,
} from "./strategy.js";

export interface TimeWindowSettings extends RateSettings {
  /** How long a call counts, to a tenth of it. */
  readonly windowMs: number;
}

/** A tenth of the window is the error made at its far edge. */
const buckets = 10;

function newBuckets(settings: TimeWindowSettings, clock: Clock): FailureWindow {
  const bucketNow = () => Math.floor((clock.now() / settings.windowMs) * buckets);
  const tallies = Array.from({ length: buckets }, () => new Tally());
  const all = new Tally();
  let current = bucketNow();

  /** After a silence every bucket that has expired meanwhile is emptied, not only the next one. */
  const moveTo = (bucket: number): Tally => {
    const expired = Math.min(buckets, bucket - current);
    for (let step = 1; step <= expired; step += 1) {
      const tally = tallies[(current + step) % buckets] ?? all;
      all.subtract(tally);
      tally.reset();
    }
    if (bucket > current) current = bucket;
    return tallies[current % buckets] ?? all;
  };

  return {
    count(failed, slow) {
      moveTo(bucketNow()).add(failed, slow);
      all.add(failed, slow);
      return all.exceeds(settings);
    },
    reset() {
      for (const tally of [all, ...tallies]) tally.reset();
    },
  };
}

/** Opens when too large a share of the calls of the last `windowMs` failed, or was slow. */
export function timeWindow(settings: TimeWindowSettings): BreakerStrategy & Readonly<TimeWindowSettings> {
  const owner = "timeWindow";
  checkOptions(owner, settings, { windowMs: milliseconds(10), minimumCalls: integer(1, 1_000_000_000), ...rateRules });
  checkSlowCalls(owner, settings);
  const copy = { ...settings };
  return Object.freeze({ ...copy, kind: "time", newWindow: (clock: Clock) => newBuckets(copy, clock) });
}
