import { circuitBreaker, consecutiveFailures, exponentialBackoff, retry, timeout } from "@tidegate/resilience";
import * as cockatiel from "cockatiel";

/** Long enough that nothing expires, closes or refills while it is measured. */
export const hour = 3_600_000;
export const key = "customer-1";
export const failuresToOpen = 5;
/** More than are ever in flight here: nobody waits where waiting is not the case's point. */
export const ampleSlots = 10_000;

export const ourBreaker = () => circuitBreaker({ strategy: consecutiveFailures(failuresToOpen), openMs: hour });
export const ourRetry = () => retry({ maxRetries: 3, backoff: exponentialBackoff({ initialMs: 200, maxMs: 5_000 }) });
export const ourTimeout = () => timeout({ ms: 30_000 });

export const cockatielBreaker = () =>
  cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: hour,
    breaker: new cockatiel.ConsecutiveBreaker(failuresToOpen),
  });
export const cockatielRetry = () =>
  cockatiel.retry(cockatiel.handleAll, {
    maxAttempts: 3,
    backoff: new cockatiel.ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }),
  });
/** `Aggressive` answers the caller when time is up even if the work ignores its signal, as ours does. */
export const cockatielTimeout = () => cockatiel.timeout(30_000, cockatiel.TimeoutStrategy.Aggressive);
