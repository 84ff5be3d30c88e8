import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import { checkKind, checkOptions, clock, integer, milliseconds, optional, text } from "../options/check-options.js";
import type { Next, Policy } from "../pipeline/policy.js";
import { tellWaiting } from "../queue/tell-waiting.js";
import { gcra } from "./gcra.js";
import { LimitedLine } from "./limited-line.js";
import type { Meter } from "./meter.js";
import { slidingWindow } from "./sliding-window.js";

interface CommonOptions {
  /** Names the policy in events and errors. Default `"rate-limiter"`. */
  readonly name?: string;
  /** Calls per period. */
  readonly limit: number;
  readonly periodMs: number;
  /** Calls that may wait for their turn, per key; 0 rejects at once. Default 1,000. */
  readonly maxQueue?: number;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
}

/**
 * - `gcra` spaces calls `periodMs / limit` apart and lets `burst` (default 1) through at once: no window of `periodMs`
 *   ever sees more than `limit + burst - 1`;
 * - `sliding-window` lets `limit` through at once and no window of `periodMs` ever sees more than `limit`.
 */
export type RateLimiterOptions =
  | (CommonOptions & { readonly kind: "gcra"; readonly burst?: number })
  | (CommonOptions & { readonly kind: "sliding-window" });

export interface RateLimiter extends Policy {
  /** How many ms a call made now would wait, those queued before it included. */
  waitTime(key?: string): number;
  /** Lets nobody through for `ms` (a server's Retry-After); without a key under `perKey`, no key at all. */
  pause(ms: number, key?: string): void;
}

const common = {
  name: optional(text),
  limit: integer(1, 100_000),
  periodMs: milliseconds(1),
  maxQueue: optional(integer(0, 10_000_000)),
  perKey: () => undefined,
  clock: optional(clock),
};
const pauseRules = { ms: milliseconds(0) };
const kinds = { gcra: { ...common, burst: optional(integer(1, 100_000)) }, "sliding-window": common };

function metersOf(options: RateLimiterOptions): () => Meter {
  const { limit, periodMs } = options;
  if (options.kind === "sliding-window") return () => slidingWindow({ limit, periodMs });
  const burst = options.burst ?? 1;
  return () => gcra({ limit, periodMs, burst });
}

/**
 * Keeps calls under a service's rate: first come, first served, exact in every window. A call whose turn would come
 * after its deadline is refused at once.
 *
 * @example
 * const limiter = rateLimiter({ kind: "gcra", limit: 2, periodMs: 1_000 });
 * limiter.pause(30_000); // the service answered 429 with Retry-After: 30
 */
export function rateLimiter(options: RateLimiterOptions): RateLimiter {
  checkKind("rateLimiter", options, kinds);
  const { name = "rate-limiter", maxQueue = 1_000, clock = systemClock, perKey } = options;
  const newMeter = metersOf(options);
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const newLine = () => new LimitedLine(newMeter(), clock, () => pausedUntil);
  const lines = new KeyedStates<LimitedLine>("rateLimiter", {
    perKey,
    clock,
    create: newLine,
    mayForget: (line) => line.isFresh,
  });

  const refuse = (call: Call, problem: string, retryAfterMs: number | undefined): ResilienceError => {
    if (observed()) emit({ type: "limiter.rejected", policy: name, key: call.key, retryAfterMs });
    return refusal("RATE_LIMITED", `${name}: ${problem}.`, { retryAfterMs });
  };

  const waitForTurn = (call: Call, line: LimitedLine, now: number): Promise<void> => {
    const waitMs = line.waitTime(now);
    if (line.waiting >= maxQueue) throw refuse(call, `${maxQueue} calls wait already`, waitMs);
    if (call.deadline !== undefined && now + waitMs >= call.deadline) {
      throw refuse(call, "the turn would come after the call's deadline", waitMs);
    }
    const waiting = line.waiting + 1;
    const told = tellWaiting({ type: "limiter.queued", policy: name, key: call.key, clock, waiting });
    return line.join(call.cancellation, told);
  };

  const wrap = (next: Next) => async (call: Call) => {
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    const line = lines.of(call.key);
    if (line === undefined) throw refuse(call, "all keys that it can remember are in use", undefined);
    const now = clock.now();
    if (line.tryTake(now)) return next(call);
    await waitForTurn(call, line, now);
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    return next(call);
  };

  const pause = (ms: number, key?: string) => {
    checkOptions("rateLimiter: pause", { ms }, pauseRules);
    const until = clock.now() + ms;
    if (perKey !== undefined && key !== undefined) lines.of(key)?.pause(until);
    else pausedUntil = Math.max(pausedUntil, until);
    if (observed()) emit({ type: "limiter.paused", policy: name, key, ms });
  };

  return Object.freeze({
    kind: "rate-limiter" as const,
    settings: Object.freeze({ ...options }),
    name,
    clock,
    wrap,
    pause,
    waitTime: (key?: string) => (lines.peek(key) ?? newLine()).waitTime(clock.now()),
  });
}
