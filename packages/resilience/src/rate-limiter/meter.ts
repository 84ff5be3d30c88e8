/** Counts permits in time. `ahead` is how many queued calls take theirs before. All times are ms of one clock. */
export interface Meter {
  /** How long from `now` until the next permit but `ahead`; 0 when there is one. */
  waitMs(now: number, ahead: number): number;
  take(now: number): void;
  /** Whether it remembers nothing that a new meter would not. */
  isFresh(now: number): boolean;
}
