import type { Clock } from "../clock/clock.js";
import type { Policy } from "../pipeline/policy.js";
import type { Backoff, Jitter } from "./backoff.js";
import type { RetryBudget } from "./budget.js";

export interface RetryOptions {
  /** Names the policy in events. Default `"retry"`. */
  readonly name?: string;
  /** Tries after the first one, 0 to 1,000. Default 3. */
  readonly maxRetries?: number;
  /** Default exponential from 1,000 ms to 30,000 ms. */
  readonly backoff?: Backoff;
  /** Default `full`. */
  readonly jitter?: Jitter;
  /** No retry starts later than this after the first try began. Default: no limit. */
  readonly maxElapsedMs?: number;
  /** A service that asks for a longer pause is not asked again. Default 60,000 ms. */
  readonly maxRetryAfterMs?: number;
  readonly budget?: RetryBudget;
  /** Which errors are worth another try. Default {@link isTransient}. */
  readonly isTransient?: (error: unknown) => boolean;
  /** The pause the service asked for. Default: the error's `retryAfterMs`. */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
  readonly clock?: Clock;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Repeats work that failed for a passing reason. Never repeats a call with `idempotent: false`, never waits past the
 * call's deadline, and throws the last error unchanged when it gives up.
 */
export function retry(_options: RetryOptions = {}): Policy {
  throw new Error("The retry policy is being built.");
}
