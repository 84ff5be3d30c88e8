import type { Call } from "../call/call.js";
import type { Outcome } from "../call/outcome.js";
import { sleep } from "../call/sleep.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { RetryGaveUp } from "../diagnostics/events.js";
import { askPredicate } from "../errors/ask-predicate.js";
import { refusal } from "../errors/resilience-error.js";
import { isTransient, retryAfterHint } from "../errors/transient.js";
import {
  callable,
  checkOptions,
  clock,
  either,
  having,
  integer,
  milliseconds,
  oneOf,
  optional,
  text,
} from "../options/check-options.js";
import { type LiveSettings, liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { type Backoff, exponentialBackoff, type Jitter, planDelays } from "./backoff.js";
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
  backoff: optional(
    (value: unknown) =>
      either(callable, having("delayMs"))(value) && "exponentialBackoff({ .. }), another backoff, or a function",
  ),
  jitter: optional(oneOf("none", "full", "equal", "decorrelated")),
  maxElapsedMs: optional(milliseconds(0)),
  maxRetryAfterMs: optional(milliseconds(0)),
  budget: optional(having("deposit", "tryWithdraw")),
  isTransient: optional(callable),
  retryAfterMs: optional(callable),
  clock: optional(clock),
  random: optional(callable),
};

const read = (given: RetryOptions) => {
  checkOptions("retry", given, rules);
  const settings = withDefaults(given, {
    name: "retry",
    maxRetries: 3,
    backoff: exponentialBackoff({ initialMs: 1_000, maxMs: 30_000 }),
    jitter: "full" as Jitter,
    maxElapsedMs: Number.POSITIVE_INFINITY,
    maxRetryAfterMs: 60_000,
    isTransient,
    retryAfterMs: retryAfterHint,
    clock: systemClock,
    random: Math.random,
  });
  return { ...settings, delay: planDelays(settings.backoff, settings.jitter, settings.random) };
};

type RetrySettings = ReturnType<typeof read>;

/** The tries of one call. */
class Attempts implements Outcome {
  private readonly call: Call;
  private readonly next: Layer;
  private readonly outcome: Outcome;
  private readonly live: LiveSettings<RetryOptions, RetrySettings>;
  private readonly startedAt: number;
  private readonly maxElapsedMs: number;
  private attempt = 1;
  private delayMs = 0;

  constructor(call: Call, next: Layer, outcome: Outcome, live: LiveSettings<RetryOptions, RetrySettings>) {
    this.call = call;
    this.next = next;
    this.outcome = outcome;
    this.live = live;
    const { maxElapsedMs, clock } = live.current;
    this.maxElapsedMs = maxElapsedMs;
    this.startedAt = maxElapsedMs === Number.POSITIVE_INFINITY ? 0 : clock.now();
  }

  succeed(value: unknown): unknown {
    return this.outcome.succeed(value);
  }

  fail(error: unknown): unknown {
    try {
      this.delayMs = this.pauseAfter(error);
    } catch (last) {
      return this.outcome.fail(last);
    }
    this.attempt += 1;
    return sleep(this.live.current.clock, this.delayMs, this.call.cancellation).then(
      () => this.next(this.call.asAttempt(this.attempt), this),
      (left) => this.outcome.fail(left),
    );
  }

  /** @throws what the call ends with when there is no other try */
  private pauseAfter(error: unknown): number {
    const { call, attempt } = this;
    const settings = this.live.current;
    if (call.cancellation?.cancelled || !askPredicate(settings.isTransient, error, false)) throw error;
    const decision = this.decide(error, settings);
    const seen = { policy: settings.name, key: call.key, attempt, error };
    if (typeof decision === "number") {
      if (observed()) emit({ type: "retry.scheduled", ...seen, delayMs: decision });
      return decision;
    }
    if (observed()) emit({ type: "retry.gave-up", ...seen, reason: decision });
    if (decision !== "budget") throw error;
    throw refusal("RETRY_BUDGET_EXHAUSTED", `${settings.name}: no retry is left in the budget.`, { cause: error });
  }

  /** The pause before the next try, or why there is none. */
  private decide(error: unknown, settings: RetrySettings): number | RetryGaveUp["reason"] {
    const { call, attempt } = this;
    if (!call.idempotent) return "not-idempotent";
    if (attempt > settings.maxRetries) return "attempts";
    const asked = settings.retryAfterMs(error) ?? 0;
    if (asked > settings.maxRetryAfterMs) return "retry-after";
    const delayMs = Math.max(settings.delay(attempt, this.delayMs), asked);
    const now = settings.clock.now();
    if (now + delayMs - this.startedAt > this.maxElapsedMs) return "elapsed";
    if (call.deadline !== undefined && now + delayMs >= call.deadline) return "deadline";
    return settings.budget === undefined || settings.budget.tryWithdraw() ? delayMs : "budget";
  }
}

/**
 * Repeats work that failed for a passing reason. Never repeats a call with `idempotent: false`, never waits past the
 * call's deadline, and throws the last error unchanged when it gives up; only an empty budget says so itself, so that a
 * retry further out does not multiply the load.
 *
 * @example pipeline(retry({ maxRetries: 3, backoff: exponentialBackoff({ initialMs: 200, maxMs: 5_000 }) }))
 */
export function retry(options: RetryOptions = {}): LivePolicy<RetryOptions> {
  const live = liveSettings("retry", options, read);
  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      live.current.budget?.deposit();
      return next(call.asAttempt(1), new Attempts(call, next, outcome, live));
    };
  return livePolicy("retry", live, layer, {});
}
