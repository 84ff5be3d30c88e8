import {
  bulkhead,
  type CircuitBreaker,
  type Clock,
  circuitBreaker,
  consecutiveFailures,
  exponentialBackoff,
  isResilienceError,
  type Pipeline,
  pipeline,
  profile,
  type RateLimiter,
  rateLimiter,
  retry,
  timeout,
} from "@tidegate/resilience";
import type { ServicePolicies } from "./contract.js";
import { isServiceError, type ServiceErrorCode } from "./error.js";
import { isUnreached } from "./fault.js";
import type { PolicySettings, ServiceSettings } from "./settings.js";

/** What stands between a client and its service. */
export interface Protection {
  readonly pipeline: Pipeline;
  /** By key, such as a country. */
  readonly breaker: CircuitBreaker;
  /** Of the whole service: it opens where nobody is reached at all. */
  readonly reach: CircuitBreaker;
  readonly limiter: RateLimiter;
  /** The time between two calls that the rate limit keeps; 0 where it lets them through together. */
  readonly spacingMs: number;
}

/**
 * A few calls at a time > total time > retry > reach > circuit breaker by key > rate limit > time of one attempt.
 *
 * The bulkhead is outermost so that calls wait for a place before their clock starts: waiting for the limiter never eats
 * the time of hundreds. The limiter is inside the retry, for every attempt counts upstream, and inside the breaker, so
 * that an open circuit answers at once and takes no permit. A service that is not reached fails for all keys: its own
 * breaker spares every further key the failures that would open one more circuit.
 */
export function protection(
  service: string,
  policies: ServicePolicies,
  settings: ServiceSettings,
  clock: Clock,
): Protection {
  const effective = effectivePolicies(policies, settings);
  const limiter = rateLimiter({
    name: `${service} limit`,
    ...effective.rateLimit,
    // Nobody but the calls inside the bulkhead can wait here.
    maxQueue: effective.concurrency,
    clock,
  });
  const breaking = {
    strategy: consecutiveFailures(effective.breakerFailures),
    openMs: effective.breakerOpenMs,
    clock,
  } as const;
  const reach = circuitBreaker({ ...breaking, name: `${service} reach`, isFailure: isUnreached });
  const breaker = circuitBreaker({
    ...breaking,
    name: `${service} circuit`,
    perKey: { maxKeys: 100, idleMs: 3_600_000 },
    isFailure: isUnwell,
  });
  const chain = pipeline(
    bulkhead({ name: `${service} places`, concurrency: effective.concurrency, queue: effective.queue, clock }),
    timeout({ name: `${service} call`, kind: "total", ms: effective.totalTimeoutMs, clock }),
    retry({
      name: `${service} retry`,
      maxRetries: effective.maxRetries,
      backoff: exponentialBackoff({ initialMs: effective.initialBackoffMs, maxMs: 30_000 }),
      jitter: "full",
      isTransient,
      clock,
      ...(settings.random === undefined ? {} : { random: settings.random }),
    }),
    reach,
    breaker,
    limiter,
    timeout({ name: `${service} attempt`, kind: "attempt", ms: effective.attemptTimeoutMs, clock }),
  );
  const { kind, limit, periodMs } = effective.rateLimit;
  return { pipeline: chain, breaker, reach, limiter, spacingMs: kind === "gcra" ? periodMs / limit : 0 };
}

/** The contract's policies under the profile's patience, then the caller's own word. */
export function effectivePolicies(policies: ServicePolicies, settings: ServiceSettings): PolicySettings {
  const patience = profile(settings.profile ?? "balanced");
  const merged: PolicySettings = {
    ...policies,
    maxRetries: Math.min(policies.maxRetries, patience.retry.maxRetries),
    initialBackoffMs: patience.retry.backoff.initialMs * policies.backoffScale,
    queue: patience.bulkhead.queue,
    breakerFailures: patience.circuitBreaker.strategy.failures,
    breakerOpenMs: patience.circuitBreaker.openMs,
  };
  const own = Object.entries(settings.policies ?? {}).filter(([, value]) => value !== undefined);
  const effective: PolicySettings = { ...merged, ...Object.fromEntries(own) };
  return { ...effective, attemptTimeoutMs: Math.min(effective.attemptTimeoutMs, effective.totalTimeoutMs) };
}

function isTransient(error: unknown): boolean {
  if (isServiceError(error)) return error.transient;
  return isResilienceError(error, "TIMEOUT") && error.scope === "attempt";
}

// Refused credentials count: asking a hundred times more with them helps nobody. The service answered all the others.
const unwellCodes: ReadonlySet<ServiceErrorCode> = new Set([
  "UNAVAILABLE",
  "RATE_LIMITED",
  "TIMEOUT",
  "BAD_REPLY",
  "UNAUTHORIZED",
]);

function isUnwell(error: unknown): boolean {
  if (isServiceError(error)) return unwellCodes.has(error.code);
  return isResilienceError(error, "TIMEOUT");
}
