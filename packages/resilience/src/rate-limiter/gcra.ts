import type { Meter, Rate } from "./meter.js";

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A, virtual scheduling): one number, the theoretical arrival time
 * of the next call. It is kept in `1/limit` ms, in which the spacing of calls is exactly `periodMs`: a sum of whole
 * numbers does not drift, where a sum of `periodMs / limit` would.
 */
export function gcra({ limit, periodMs, burst }: Rate): Meter {
  let tolerance = (burst - 1) * periodMs;
  let arrival = Number.NEGATIVE_INFINITY;
  return {
    waitMs(now, ahead) {
      const present = now * limit;
      const earliest = Math.max(arrival, present) + ahead * periodMs - tolerance;
      return Math.max(0, earliest - present) / limit;
    },
    take(now) {
      arrival = Math.max(arrival, now * limit) + periodMs;
    },
    adapt(rate) {
      // Rounded up: a change of the rate never gives a permit too early.
      arrival = Math.ceil((arrival / limit) * rate.limit);
      ({ limit, periodMs } = rate);
      tolerance = (rate.burst - 1) * periodMs;
    },
    isFresh: (now) => arrival <= now * limit,
  };
}
