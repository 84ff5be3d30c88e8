import type { Call } from "../call/call.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { isResilienceError, type ResilienceError, refusal } from "../errors/resilience-error.js";
import { isServiceFailure, isTransient } from "../errors/transient.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
  integer,
  milliseconds,
  number,
  optional,
  share,
  text,
} from "../options/check-options.js";
import { liveSettings } from "../options/live-settings.js";
import type { Next, Policy } from "../pipeline/policy.js";
import { RequestWindow } from "./request-window.js";

export interface LoadSheddingOptions {
  /** Names the policy in events and errors. Default `"load-shedding"`. */
  readonly name?: string;
  /** Calls are turned away once more are asked for than this times those accepted, 1 to 100. Default 2. */
  readonly multiplier?: number;
  /** How far back requests are counted. Default 120,000 ms. */
  readonly windowMs?: number;
  /** No call is turned away before so many were asked for within the window. Default 10. */
  readonly minimumCalls?: number;
  /** The most that is turned away, above 0 and at most 1; the rest finds out that the service is back. Default 0.95. */
  readonly maxShedRate?: number;
  /** Which errors say that the service did not accept a call. Default {@link isServiceFailure}, and 429. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

type LoadSheddingSettings = Readonly<Required<Omit<LoadSheddingOptions, "name" | "perKey" | "clock" | "random">>>;

export interface LoadShedding extends Policy {
  /** The share of calls that is turned away now, 0 to 1; under `perKey`, of those without a key. */
  readonly shedRate: number;
  shedRateOf(key: string): number;
  reconfigure(changes: Partial<LoadSheddingOptions>): void;
  snapshot(): {
    readonly shedRate: number;
    readonly requests: number;
    readonly accepted: number;
    readonly keys: number;
  };
}

const rules = {
  name: optional(text),
  multiplier: optional(number(1, 100)),
  windowMs: optional(milliseconds(1)),
  minimumCalls: optional(integer(1, 1_000_000)),
  maxShedRate: optional(share),
  isFailure: optional(callable),
  perKey: () => undefined,
  clock: optional(clock),
  random: optional(callable),
};

/** 429 is transient and no failure of the service's: here it is the very answer that counts. */
const isNotAccepted = (error: unknown): boolean => isServiceFailure(error) || isTransient(error);

function readSettings(options: LoadSheddingOptions): LoadSheddingSettings {
  checkOptions("loadShedding", options, rules);
  const { multiplier = 2, windowMs = 120_000, minimumCalls = 10, maxShedRate = 0.95 } = options;
  return { multiplier, windowMs, minimumCalls, maxShedRate, isFailure: options.isFailure ?? isNotAccepted };
}

/** A caller who left and refusals of this library say nothing about the service. */
function isNeutral({ cancellation }: Call, error: unknown): boolean {
  if (isResilienceError(error)) return error.code !== "TIMEOUT";
  return cancellation?.cancelled === true && cancellation.error.code === "ABORTED";
}

/**
 * Turns calls away before they are made, the more of them the more the service refuses: with the probability
 * `max(0, (requests - multiplier x accepted) / (requests + 1))` of Google's "Site Reliability Engineering", chapter 21,
 * "Client-Side Throttling". What is turned away counts as a request. The share to turn away is taken from the lowest
 * `priority` first: a call of a higher one goes through as long as turning away all lower ones is enough.
 *
 * Calls count when they end: those under way are neither accepted nor refused yet. Answers like 404 are accepted calls;
 * callers who left and refusals of this library are not counted.
 *
 * @throws ResilienceError `INVALID_OPTION`; `LOAD_SHED` rejects a call that is turned away
 * @example pipeline(loadShedding(), timeout({ ms: 1_000 })).execute(ask, { priority: 1 })
 */
export function loadShedding(options: LoadSheddingOptions = {}): LoadShedding {
  const live = liveSettings("loadShedding", options, readSettings);
  const { name = "load-shedding", clock = systemClock, random = Math.random, perKey } = options;
  const newWindow = () => ({ window: new RequestWindow(live.current.windowMs) });
  const windows = new KeyedStates<{ window: RequestWindow }>("loadShedding", {
    perKey,
    clock,
    create: newWindow,
    mayForget: () => true,
  });

  const windowOf = (kept: { window: RequestWindow }): RequestWindow => {
    if (kept.window.windowMs !== live.current.windowMs) kept.window = new RequestWindow(live.current.windowMs);
    return kept.window;
  };

  const rateOf = (window: RequestWindow): number => {
    const { multiplier, minimumCalls, maxShedRate } = live.current;
    // Also true of every part of the window, so that the time need not be asked for.
    if (window.requests === window.accepted) return 0;
    window.moveTo(clock.now());
    const { requests, accepted } = window;
    if (requests < minimumCalls) return 0;
    return Math.max(0, Math.min(maxShedRate, (requests - multiplier * accepted) / (requests + 1)));
  };

  const shed = (call: Call, window: RequestWindow, probability: number): ResilienceError => {
    window.add(call.priority, false, clock.now());
    if (observed()) {
      emit({ type: "shedder.rejected", policy: name, key: call.key, priority: call.priority, probability });
    }
    return refusal("LOAD_SHED", `${name}: the service refuses much of what it is sent; it was not asked.`);
  };

  const wrap = (next: Next) => async (call: Call) => {
    const kept = windows.of(call.key);
    if (kept === undefined) return next(call);
    const window = windowOf(kept);
    const rate = rateOf(window);
    if (rate > 0) {
      const probability = window.probability(rate, call.priority);
      if (random() < probability) throw shed(call, window, probability);
    }
    try {
      const value = await next(call);
      windowOf(kept).add(call.priority, true, clock.now());
      return value;
    } catch (error) {
      if (!isNeutral(call, error)) {
        windowOf(kept).add(call.priority, !live.current.isFailure(error), clock.now());
      }
      throw error;
    }
  };

  const peek = (key?: string): RequestWindow => windowOf(windows.peek(key) ?? newWindow());
  const shedRateOf = (key?: string): number => rateOf(peek(key));

  return Object.freeze({
    kind: "load-shedding" as const,
    name,
    clock,
    wrap,
    shedRateOf,
    get shedRate() {
      return shedRateOf();
    },
    get settings() {
      return live.current;
    },
    reconfigure: live.reconfigure,
    checkChanges: live.checkChanges,
    snapshot() {
      const window = peek();
      window.moveTo(clock.now());
      const { requests, accepted } = window;
      const keys = perKey === undefined ? 1 : Array.from(windows.entries()).length;
      return { shedRate: rateOf(window), requests, accepted, keys };
    },
  });
}
