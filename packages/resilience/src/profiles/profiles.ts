import type { BulkheadOptions } from "../bulkhead/bulkhead.js";
import type { CircuitBreakerOptions } from "../circuit-breaker/circuit-breaker.js";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import { exponentialBackoff } from "../retry/backoff.js";
import type { RetryOptions } from "../retry/retry.js";

export type ProfileName = "conservative" | "balanced" | "aggressive" | "costOptimized";

/** Settings that fit together; spread each part into its policy. */
export interface Profile {
  readonly retry: Required<Pick<RetryOptions, "maxRetries" | "jitter">> & {
    readonly backoff: ReturnType<typeof exponentialBackoff>;
  };
  readonly circuitBreaker: Required<Pick<CircuitBreakerOptions, "openMs">> & {
    readonly strategy: ReturnType<typeof consecutiveFailures>;
  };
  readonly bulkhead: Required<Pick<BulkheadOptions, "queue">>;
}

const settings = (retries: number, initialMs: number, failures: number, openMs: number, queue: number): Profile =>
  Object.freeze({
    retry: Object.freeze({
      maxRetries: retries,
      backoff: exponentialBackoff({ initialMs, maxMs: 30_000 }),
      jitter: "full",
    }),
    circuitBreaker: Object.freeze({ strategy: consecutiveFailures(failures), openMs }),
    bulkhead: Object.freeze({ queue }),
  });

/**
 * How patient to be:
 * `conservative` keeps trying a precious call and shields the service for long, `balanced` suits most,
 * `aggressive` answers fast or not at all, `costOptimized` repeats as little as possible what is paid per call.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = Object.freeze({
  conservative: settings(5, 2_000, 3, 120_000, 500),
  balanced: settings(3, 1_000, 5, 60_000, 1_000),
  aggressive: settings(2, 500, 10, 30_000, 2_000),
  costOptimized: settings(1, 2_000, 5, 60_000, 500),
});

/** @example const { retry: settings } = profile("balanced"); pipeline(retry({ ...settings, clock })); */
export const profile = (name: ProfileName): Profile => profiles[name];
