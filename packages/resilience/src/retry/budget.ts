/** A bound on retries as a share of calls; give one budget to all retries of a client. */
export interface RetryBudget {
  /** A call began: earns its share of a retry. */
  deposit(): void;
  /** Takes one retry out, or says that none is left. */
  tryWithdraw(): boolean;
  /** Retries that could start now. */
  readonly available: number;
}

export interface RetryBudgetOptions {
  /** Retries earned per call, 0 to 1. Default 0.1: at most one retry per ten calls in the long run. */
  readonly ratio?: number;
  /** Retries that can be saved up, and that are there at the start. Default 10. */
  readonly capacity?: number;
}

/** A budget that bounds how much extra load retries can put on a service that is already failing. */
export function retryBudget(_options: RetryBudgetOptions = {}): RetryBudget {
  throw new Error("The retry budget is being built.");
}
