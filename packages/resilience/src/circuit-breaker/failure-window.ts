/** What a closed circuit has seen lately. */
export interface FailureWindow {
  /** Counts one call; returns whether the circuit has to open. */
  count(failed: boolean): boolean;
  reset(): void;
}
