import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  checkKind,
  checkOptions,
  clock,
  integer,
  milliseconds,
  optional,
  refuseOptions,
  text,
} from "../options/check-options.js";
import { type Filled, liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { onceAdmitted } from "../queue/once-admitted.js";
import { tellWaiting } from "../queue/tell-waiting.js";
import { gcra } from "./gcra.js";
import { LimitedLine } from "./limited-line.js";
import type { Rate } from "./meter.js";
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

export interface RateLimiter extends LivePolicy<RateLimiterOptions> {
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

const defaults = { name: "rate-limiter", burst: 1, maxQueue: 1_000, clock: systemClock };

const read = (given: RateLimiterOptions): Rate & Filled<CommonOptions, "name" | "maxQueue" | "clock"> => {
  checkKind("rateLimiter", given, kinds);
  return withDefaults<RateLimiterOptions & { readonly burst?: number }, typeof defaults>(given, defaults);
};

/**
 * Keeps calls under a service's rate: first come, first served, exact in every window. A call whose turn would come
 * after its deadline is refused at once.
 *
 * @example
 * const limiter = rateLimiter({ kind: "gcra", limit: 2, periodMs: 1_000 });
 * limiter.pause(30_000); // the service answered 429 with Retry-After: 30
 */
export function rateLimiter(options: RateLimiterOptions): RateLimiter {
  const live = liveSettings("rateLimiter", options, (given: RateLimiterOptions) => {
    if (given.kind !== options.kind) refuseOptions("rateLimiter", "kind can not change while the policy lives");
    return read(given);
  });
  const { name, clock, perKey } = live.current;
  const newMeter = options.kind === "gcra" ? gcra : slidingWindow;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const newLine = () => new LimitedLine(newMeter(live.current), clock, () => pausedUntil);
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
    const { maxQueue } = live.current;
    const waitMs = line.waitTime(now);
    if (line.waiting >= maxQueue) return Promise.reject(refuse(call, `${maxQueue} calls wait already`, waitMs));
    if (call.deadline !== undefined && now + waitMs >= call.deadline) {
      return Promise.reject(refuse(call, "the turn would come after the call's deadline", waitMs));
    }
    const waiting = line.waiting + 1;
    const told = tellWaiting({ type: "limiter.queued", policy: name, key: call.key, clock, waiting });
    return line.join(call.cancellation, told);
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      if (call.cancellation?.cancelled) return outcome.fail(leftWaiting(call.cancellation));
      const now = clock.now();
      const line = lines.of(call.key, now);
      if (line === undefined) return outcome.fail(refuse(call, "all keys that it can remember are in use", undefined));
      if (line.tryTake(now)) return next(call, outcome);
      return onceAdmitted(waitForTurn(call, line, now), call, outcome, () => next(call, outcome));
    };

  const pause = (ms: number, key?: string) => {
    checkOptions("rateLimiter: pause", { ms }, pauseRules);
    const until = clock.now() + ms;
    if (perKey !== undefined && key !== undefined) lines.of(key)?.pause(until);
    else pausedUntil = Math.max(pausedUntil, until);
    if (observed()) emit({ type: "limiter.paused", policy: name, key, ms });
  };

  return livePolicy("rate-limiter", live, layer, {
    pause,
    waitTime: (key?: string) => (lines.peek(key) ?? newLine()).waitTime(clock.now()),
    snapshot: () => {
      const all = Array.from(lines.entries(), ([, line]) => line.waiting);
      return { waiting: all.reduce((sum, waiting) => sum + waiting, 0), keys: all.length };
    },
    reconfigure(changes: Partial<RateLimiterOptions>) {
      live.reconfigure(changes);
      for (const [, line] of lines.entries()) line.adapt(live.current);
    },
  });
}
