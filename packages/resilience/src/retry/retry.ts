import type { Call } from "../call/call.js";
import { sleep } from "../call/sleep.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { RetryGaveUp } from "../diagnostics/events.js";
import { refusal } from "../errors/resilience-error.js";
import { isTransient, retryAfterHint } from "../errors/transient.js";
import {
  callable,
  checkOptions,
  clock,
  having,
  integer,
  milliseconds,
  oneOf,
  optional,
  text,
} from "../options/check-options.js";
import type { Policy } from "../pipeline/policy.js";
import { type Backoff, type Jitter, planDelays } from "./backoff.js";
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

const rules = {
  name: optional(text),
  maxRetries: optional(integer(0, 1_000)),
  backoff: optional((value) => (typeof value === "object" && value !== null ? undefined : callable(value))),
  jitter: optional(oneOf("none", "full", "equal", "decorrelated")),
  maxElapsedMs: optional(milliseconds(0)),
  maxRetryAfterMs: optional(milliseconds(0)),
  budget: optional(having("deposit", "tryWithdraw")),
  isTransient: optional(callable),
  retryAfterMs: optional(callable),
  clock: optional(clock),
  random: optional(callable),
};

/** A try that failed. */
interface Failure {
  readonly call: Call;
  readonly error: unknown;
  readonly attempt: number;
  readonly startedAt: number;
  readonly previousDelayMs: number;
}

/**
 * Repeats work that failed for a passing reason. Never repeats a call with `idempotent: false`, never waits past the
 * call's deadline, and throws the last error unchanged when it gives up; only an empty budget says so itself, so that a
 * retry further out does not multiply the load.
 *
 * @example pipeline(retry({ maxRetries: 3, backoff: { kind: "exponential", initialMs: 200, maxMs: 5_000 } }))
 */
export function retry(options: RetryOptions = {}): Policy {
  checkOptions("retry", options, rules);
  const name = options.name ?? "retry";
  const maxRetries = options.maxRetries ?? 3;
  const maxElapsedMs = options.maxElapsedMs ?? Number.POSITIVE_INFINITY;
  const maxRetryAfterMs = options.maxRetryAfterMs ?? 60_000;
  const mayRetry = options.isTransient ?? isTransient;
  const hint = options.retryAfterMs ?? retryAfterHint;
  const { budget, clock = systemClock, random = Math.random } = options;
  const backoff = options.backoff ?? { kind: "exponential", initialMs: 1_000, maxMs: 30_000 };
  const plan = planDelays(backoff, options.jitter ?? "full", random);

  /** The pause before the next try, or why there is none. */
  function decide({ call, error, attempt, startedAt, previousDelayMs }: Failure): number | RetryGaveUp["reason"] {
    if (!call.idempotent) return "not-idempotent";
    if (attempt > maxRetries) return "attempts";
    const asked = hint(error) ?? 0;
    if (asked > maxRetryAfterMs) return "retry-after";
    const delayMs = Math.max(plan(attempt, previousDelayMs), asked);
    const now = clock.now();
    if (now + delayMs - startedAt > maxElapsedMs) return "elapsed";
    if (call.deadline !== undefined && now + delayMs >= call.deadline) return "deadline";
    return budget === undefined || budget.tryWithdraw() ? delayMs : "budget";
  }

  /** @throws what the call ends with when there is no other try */
  function pauseAfter(failure: Failure): number {
    const { call, error, attempt } = failure;
    if (call.cancellation?.cancelled || !mayRetry(error)) throw error;
    const decision = decide(failure);
    if (typeof decision === "number") {
      if (observed()) {
        emit({ type: "retry.scheduled", policy: name, key: call.key, attempt, delayMs: decision, error });
      }
      return decision;
    }
    if (observed()) emit({ type: "retry.gave-up", policy: name, key: call.key, attempt, reason: decision, error });
    if (decision !== "budget") throw error;
    throw refusal("RETRY_BUDGET_EXHAUSTED", `${name}: no retry is left in the budget.`, { cause: error });
  }

  return Object.freeze({
    kind: "retry",
    settings: Object.freeze({ ...options }),
    name,
    clock,
    wrap: (next) => async (call) => {
      budget?.deposit();
      const startedAt = options.maxElapsedMs === undefined ? 0 : clock.now();
      let delayMs = 0;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await next(call.asAttempt(attempt));
        } catch (error) {
          delayMs = pauseAfter({ call, error, attempt, startedAt, previousDelayMs: delayMs });
        }
        await sleep(clock, delayMs, call.cancellation);
      }
    },
  } satisfies Policy);
}
