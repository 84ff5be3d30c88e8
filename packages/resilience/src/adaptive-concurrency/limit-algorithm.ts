/** What one round of calls showed: about as many as the limit lets run at a time, at least twenty. */
export interface Round {
  /** The limit that was in force; not a whole number. */
  readonly limit: number;
  /** How long a call took on average. */
  readonly latencyMs: number;
  /** How long a call takes on average when none has to wait within the service. */
  readonly baselineMs: number;
}

/** The limit that follows from a round; a function of its own is as good as those of this library. */
export type LimitAlgorithm = (round: Round) => number;
