import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { isTransient } from "../errors/transient.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
  having,
  integer,
  milliseconds,
  optional,
  refuseOptions,
  text,
} from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { type RetryBudget, retryBudget } from "../retry/budget.js";
import { DelayEstimate, type HedgeDelay, readDelay } from "./delay.js";
import { MeasuredPace, type Pace } from "./pace.js";
import { type Course, Race } from "./race.js";
import { judge } from "./verdict.js";

export interface HedgingOptions {
  /** Names the policy in events. Default `"hedging"`. */
  readonly name?: string;
  /** How long to wait for an answer before asking a second time: ms, or a quantile of the measured latency. */
  readonly afterMs: number | HedgeDelay;
  /** Attempts beside the first one, 1 to 100; each after another delay. Default 1. */
  readonly maxHedges?: number;
  /** Bounds hedges as a share of calls. Default a budget of its own: one hedge per ten calls, ten saved up. */
  readonly budget?: Pick<RetryBudget, "deposit" | "tryWithdraw">;
  /** Which errors start the next attempt at once; all others end the call. Default {@link isTransient}. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Measures latency per key; only for a quantile. */
  readonly perKey?: PerKey;
  readonly clock?: Clock;
}

export interface Hedging extends LivePolicy<HedgingOptions> {
  /** After how many ms a call made now would be hedged; `undefined` while too few latencies are known. */
  delayMs(key?: string): number | undefined;
  /** The delay of calls without a key, how many hedges began, and how many of them answered first. */
  snapshot(): { readonly delayMs: number | undefined; readonly started: number; readonly won: number };
}

const rules = {
  name: optional(text),
  afterMs: (value: unknown) => (typeof value === "object" && value !== null ? undefined : milliseconds(0)(value)),
  maxHedges: optional(integer(1, 100)),
  budget: optional(having("deposit", "tryWithdraw")),
  isTransient: optional(callable),
  perKey: () => undefined,
  clock: optional(clock),
};

/**
 * Asks again when an answer is late, and takes whichever comes first: a few more calls for a much shorter tail ("The
 * Tail at Scale", Dean and Barroso, CACM 2013). The others are aborted by signals of their own. A transient error starts
 * the next attempt at once; any other error of the work is its answer and ends the call. When all attempts fail, the
 * call ends with the first attempt's error, and the report's trail has them all.
 *
 * Never hedges a call with `idempotent: false`, nor past its deadline, nor beyond the budget.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example pipeline(hedging({ afterMs: { quantile: 0.95, maxMs: 1_000 } }), timeout({ ms: 5_000 }))
 */
export function hedging(options: HedgingOptions): Hedging {
  const ownBudget = retryBudget();
  const live = liveSettings("hedging", options, (given) => {
    checkOptions("hedging", given, rules);
    if (given.perKey !== undefined && typeof given.afterMs === "number") {
      refuseOptions("hedging", "perKey measures latency per key, so afterMs must be a quantile");
    }
    const settings = withDefaults(given, {
      name: "hedging",
      maxHedges: 1,
      budget: ownBudget,
      isTransient,
      clock: systemClock,
    });
    return { ...settings, afterMs: typeof given.afterMs === "number" ? given.afterMs : readDelay(given.afterMs) };
  });
  const { name, clock, perKey } = live.current;
  const estimates = new KeyedStates<DelayEstimate>("hedging", {
    perKey,
    clock,
    create: () => new DelayEstimate(),
    mayForget: () => true,
  });
  let started = 0;
  let won = 0;

  const courseTo = (next: Layer): Course => ({
    policy: name,
    clock,
    next,
    judge: (error) => judge(error, live.current.isTransient),
    takeHedge(hedges) {
      const { maxHedges, budget } = live.current;
      if (hedges >= maxHedges || !budget.tryWithdraw()) return false;
      started += 1;
      return true;
    },
    onHedgeWon() {
      won += 1;
    },
  });

  const paceOf = (call: Call): Pace => {
    const { afterMs } = live.current;
    if (typeof afterMs === "number") return { delayMs: afterMs };
    const estimate = estimates.of(call.key);
    return estimate === undefined ? { delayMs: afterMs.maxMs } : new MeasuredPace(estimate, afterMs, clock);
  };

  const delayMs = (key?: string): number | undefined => {
    const { afterMs } = live.current;
    if (typeof afterMs === "number") return afterMs;
    return (estimates.peek(key) ?? new DelayEstimate()).delay(afterMs, clock.now());
  };

  const layer = (next: Layer): Layer => {
    const course = courseTo(next);
    return (call, outcome) => {
      if (!call.idempotent) return next(call, outcome);
      if (call.cancellation?.cancelled) return outcome.fail(leftWaiting(call.cancellation));
      live.current.budget.deposit();
      return new Promise((resolve) => {
        new Race(call, course, paceOf(call), outcome, resolve);
      });
    };
  };

  return livePolicy("hedging", live, layer, { delayMs, snapshot: () => ({ delayMs: delayMs(), started, won }) });
}
