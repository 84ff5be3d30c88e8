import type { Meter, Rate } from "./meter.js";

/** A log of the last permits, as many as the limit: exact, where a counter per fixed window lets twice the limit through at its edge. */
export function slidingWindow({ limit, periodMs }: Omit<Rate, "burst">): Meter {
  // Grows with use: with a state per key, most keys never see their limit.
  let log: number[] = [];
  let taken = 0;
  /** Places in the log. It does not shrink with the limit, which may grow again before the permits are forgotten. */
  let places = limit;

  /** When the permit `back` places before the next one was given; 1 is the latest. */
  const givenAt = (back: number): number =>
    back > taken ? Number.NEGATIVE_INFINITY : (log[(taken - back) % places] ?? Number.NEGATIVE_INFINITY);

  return {
    waitMs(now, ahead) {
      // Those ahead take one permit each; every full round of `limit` of them costs a whole period more.
      const rounds = Math.floor(ahead / limit);
      const freedAt = givenAt(limit - (ahead % limit)) + periodMs;
      return Math.max(0, freedAt - now) + rounds * periodMs;
    },
    take(now) {
      log[taken % places] = now;
      taken += 1;
    },
    adapt(rate) {
      ({ limit, periodMs } = rate);
      if (limit <= places) return;
      const kept = Math.min(taken, places);
      log = Array.from({ length: kept }, (_, index) => givenAt(kept - index));
      taken = kept;
      places = limit;
    },
    isFresh: (now) => givenAt(1) + periodMs <= now,
  };
}
