/**
 * What a policy can refuse with:
 * - `TIMEOUT` the work took longer than allowed (`scope` tells an attempt from the whole call);
 * - `ABORTED` the caller's own signal ended the call; `cause` is the signal's reason;
 * - `CIRCUIT_OPEN` the breaker is open, isolated, or its probes are all taken;
 * - `RATE_LIMITED` the limiter's queue is full, or the wait would outlast the call's deadline;
 * - `BULKHEAD_FULL` no slot and no place in the queue, or the place was held for too long;
 * - `CONCURRENCY_LIMITED` the adaptive limit is reached: more calls at a time would only be slower;
 * - `LOAD_SHED` turned away at random, because the service refuses much of what it is sent;
 * - `COST_BUDGET_EXHAUSTED` the call could cost more than the budget has left;
 * - `QUEUE_FULL` a request queue has no place left; `QUEUE_STOPPED` it takes no more work;
 * - `RETRY_BUDGET_EXHAUSTED` the error in `cause` was transient, but the shared budget has no retry left;
 * - `FALLBACK_FAILED` the work and every fallback failed; `cause` is the work's error, `trail` has them all;
 * - `INVALID_OPTION` thrown at construction, or by a call that lacks what a policy needs.
 */
export type ResilienceErrorCode =
  | "TIMEOUT"
  | "ABORTED"
  | "CIRCUIT_OPEN"
  | "RATE_LIMITED"
  | "BULKHEAD_FULL"
  | "CONCURRENCY_LIMITED"
  | "LOAD_SHED"
  | "COST_BUDGET_EXHAUSTED"
  | "QUEUE_FULL"
  | "QUEUE_STOPPED"
  | "RETRY_BUDGET_EXHAUSTED"
  | "FALLBACK_FAILED"
  | "INVALID_OPTION";

/** One step of a fallback chain that failed, in the order they were tried; the work itself is `"primary"`. */
export interface FailedStep {
  readonly step: string;
  readonly error: unknown;
}

export interface ResilienceErrorDetails {
  readonly cause?: unknown;
  /** In how many ms another try may make sense. */
  readonly retryAfterMs?: number | undefined;
  readonly scope?: "attempt" | "total";
  readonly trail?: readonly FailedStep[];
}

// A registered symbol, so that errors are recognised across duplicate copies of the package.
const brand = Symbol.for("@tidegate/resilience/error");

/** Every refusal of this library. Tell them apart by `code`; use {@link isResilienceError} rather than `instanceof`. */
export class ResilienceError extends Error {
  override readonly name = "ResilienceError";
  readonly code: ResilienceErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly scope: "attempt" | "total" | undefined;
  readonly trail: readonly FailedStep[] | undefined;

  constructor(code: ResilienceErrorCode, message: string, details: ResilienceErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.scope = details.scope;
    this.trail = details.trail;
  }

  get [brand](): true {
    return true;
  }
}

/**
 * Whether `error` is a refusal of this library, and with `code`, that very refusal.
 *
 * @example if (isResilienceError(error, "CIRCUIT_OPEN")) answerLater(error.retryAfterMs);
 */
export function isResilienceError(error: unknown, code?: ResilienceErrorCode): error is ResilienceError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return code === undefined || (error as ResilienceError).code === code;
}

interface StackLimit {
  stackTraceLimit?: number;
}

/**
 * A refusal without a stack: capturing one costs 5 to 10 us, and its frames would show this library, not the caller.
 * V8 decides by `Error.stackTraceLimit`; engines without it, or with frozen intrinsics, keep the stack.
 */
export function refusal(code: ResilienceErrorCode, message: string, details?: ResilienceErrorDetails): ResilienceError {
  const limit = (Error as StackLimit).stackTraceLimit;
  if (typeof limit !== "number" || Object.isFrozen(Error)) return new ResilienceError(code, message, details);
  (Error as StackLimit).stackTraceLimit = 0;
  try {
    return new ResilienceError(code, message, details);
  } finally {
    (Error as StackLimit).stackTraceLimit = limit;
  }
}
