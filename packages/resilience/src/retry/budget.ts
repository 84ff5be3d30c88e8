import { checkOptions, integer, number, optional } from "../options/check-options.js";

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

/** Tokens are counted in thousandths, whole numbers, so that ten deposits of 0.1 are exactly one retry. */
const token = 1_000;

/**
 * A budget that bounds how much extra load retries can put on a service that is already failing.
 *
 * @example const budget = retryBudget({ ratio: 0.1 }); // shared by every retry({ budget }) of one client
 */
export function retryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  checkOptions("retryBudget", options, { ratio: optional(number(0, 1)), capacity: optional(integer(0, 1_000_000)) });
  const most = (options.capacity ?? 10) * token;
  const earned = Math.round((options.ratio ?? 0.1) * token);
  let saved = most;
  return Object.freeze({
    deposit() {
      saved = Math.min(most, saved + earned);
    },
    tryWithdraw() {
      if (saved < token) return false;
      saved -= token;
      return true;
    },
    get available() {
      return Math.floor(saved / token);
    },
  });
}
