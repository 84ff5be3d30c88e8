/** A rate; meters read what they know. */
export interface Rate {
  readonly limit: number;
  readonly periodMs: number;
  readonly burst: number;
}

/** Counts permits in time. `ahead` is how many queued calls take theirs before. All times are ms of one clock. */
export interface Meter {
  /** How long from `now` until the next permit but `ahead`; 0 when there is one. */
  waitMs(now: number, ahead: number): number;
  take(now: number): void;
  /** Goes on at another rate; what was taken counts on. */
  adapt(rate: Rate): void;
  /** Whether it remembers nothing that a new meter would not. */
  isFresh(now: number): boolean;
}
