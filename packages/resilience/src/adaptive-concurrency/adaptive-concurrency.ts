import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import { Hold } from "../call/hold.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
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
import { onceAdmitted } from "../queue/once-admitted.js";
import { tellWaiting } from "../queue/tell-waiting.js";
import { waitInLine } from "../queue/wait-in-line.js";
import { Gate } from "./gate.js";
import type { LimitAlgorithm } from "./limit-algorithm.js";
import { LimitEstimate } from "./limit-estimate.js";
import { Measured } from "./measured.js";
import { isOverload } from "./overload.js";

export interface AdaptiveConcurrencyOptions {
  /** Names the policy in events and errors. Default `"adaptive-concurrency"`. */
  readonly name?: string;
  /** `gradientLimit()`, `vegasLimit()`, or a function of your own. */
  readonly algorithm: LimitAlgorithm;
  /** Default 20, or the nearest that `minLimit` and `maxLimit` allow. */
  readonly initialLimit?: number;
  /** Default 1. */
  readonly minLimit?: number;
  /** Default 1,000. */
  readonly maxLimit?: number;
  /** Calls that wait for a place, per key; 0 rejects at once. Default 0. */
  readonly queue?: number;
  /** How long a call waits for a place before `CONCURRENCY_LIMITED`. Default: as long as it takes. */
  readonly queueTimeoutMs?: number;
  /** Which errors say that the service has too much to do. Default {@link isOverload}. */
  readonly isOverload?: (error: unknown) => boolean;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
}

export interface AdaptiveConcurrency extends LivePolicy<AdaptiveConcurrencyOptions> {
  /** Calls that may run at a time now; under `perKey`, those without a key. */
  readonly limit: number;
  /** Places in use, over all keys; work that a timeout abandoned keeps its place until it settles. */
  readonly running: number;
  /** Calls that wait for a place, over all keys. */
  readonly waiting: number;
  limitOf(key: string): number;
  snapshot(): {
    readonly limit: number;
    readonly running: number;
    readonly waiting: number;
    readonly baselineMs: number | undefined;
    readonly keys: number;
  };
}

const limits = integer(1, 1_000_000);
const rules = {
  name: optional(text),
  algorithm: callable,
  initialLimit: optional(limits),
  minLimit: optional(limits),
  maxLimit: optional(limits),
  queue: optional(integer(0, 10_000_000)),
  queueTimeoutMs: optional(milliseconds(1)),
  isOverload: optional(callable),
  perKey: () => undefined,
  clock: optional(clock),
};

const read = (given: AdaptiveConcurrencyOptions) => {
  const owner = "adaptiveConcurrency";
  checkOptions(owner, given, rules);
  const { minLimit = 1, maxLimit = Math.max(1_000, minLimit), queueTimeoutMs } = given;
  if (maxLimit < minLimit) refuseOptions(owner, `maxLimit must be at least minLimit, ${minLimit}`);
  const initialLimit = given.initialLimit ?? Math.max(minLimit, Math.min(maxLimit, 20));
  if (initialLimit < minLimit || initialLimit > maxLimit) {
    refuseOptions(owner, `initialLimit must be from minLimit, ${minLimit}, to maxLimit, ${maxLimit}`);
  }
  const settings = withDefaults(given, { name: "adaptive-concurrency", queue: 0, isOverload, clock: systemClock });
  if (settings.queue === 0 && queueTimeoutMs !== undefined) refuseOptions(owner, "queueTimeoutMs needs a queue");
  return { ...settings, initialLimit, minLimit, maxLimit };
};

/**
 * Finds out how many calls at a time a service takes, from how long it takes for them: more while latency stays, fewer
 * when it grows or the service drops calls. What is over the limit is refused, or waits in a bounded queue.
 *
 * Calls whose caller left, errors other than overload, and refusals of this library are not measured.
 *
 * @throws ResilienceError `INVALID_OPTION`; `CONCURRENCY_LIMITED` rejects a call that is over the limit
 * @example pipeline(adaptiveConcurrency({ algorithm: gradientLimit(), maxLimit: 200 }), timeout({ ms: 5_000 }))
 */
export function adaptiveConcurrency(options: AdaptiveConcurrencyOptions): AdaptiveConcurrency {
  const live = liveSettings("adaptiveConcurrency", options, read);
  const { name, clock, perKey } = live.current;

  const newGate = (key: string | undefined) =>
    new Gate(new LimitEstimate(() => live.current), (from, to) => {
      if (observed()) emit({ type: "concurrency.limit-changed", policy: name, key, from, to });
    });
  const gates = new KeyedStates<Gate>("adaptiveConcurrency", {
    perKey,
    clock,
    create: newGate,
    mayForget: ({ running, line }) => running === 0 && line.size === 0,
  });

  const refuse = (call: Call, limit: number, problem: string): ResilienceError => {
    if (observed()) emit({ type: "concurrency.rejected", policy: name, key: call.key, limit });
    return refusal("CONCURRENCY_LIMITED", `${name}: ${problem}.`);
  };

  const run = (call: Call, outcome: Outcome, next: Layer, gate: Gate): unknown => {
    const hold = new Hold(gate.leave, call.hold, new Measured(call, gate, live, outcome));
    return next(call.holding(hold), hold);
  };

  const waitForPlace = (call: Call, gate: Gate): Promise<void> => {
    const ms = live.current.queueTimeoutMs;
    const onceOver = () => refuse(call, gate.estimate.limit, `no place within ${ms} ms`);
    const waiting = gate.line.size + 1;
    return waitInLine(gate.line, {
      cancellation: call.cancellation,
      patience: ms === undefined ? undefined : { clock, ms, onceOver },
      ...tellWaiting({ type: "concurrency.queued", policy: name, key: call.key, clock, waiting }),
    });
  };

  const runLater = (call: Call, outcome: Outcome, next: Layer, gate: Gate): unknown => {
    if (call.cancellation?.cancelled) return outcome.fail(leftWaiting(call.cancellation));
    const { limit } = gate.estimate;
    const { queue } = live.current;
    if (gate.line.size >= queue) {
      return outcome.fail(refuse(call, limit, `${limit} calls run, which is the limit, and ${queue} wait`));
    }
    return onceAdmitted(waitForPlace(call, gate), call, outcome, () => run(call, outcome, next, gate), gate.leave);
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      const gate = gates.of(call.key);
      if (gate === undefined) return outcome.fail(refuse(call, 0, "all keys that it can remember are in use"));
      return gate.tryEnter() ? run(call, outcome, next, gate) : runLater(call, outcome, next, gate);
    };

  const all = () => Array.from(gates.entries(), ([, gate]) => gate);
  const limitOf = (key?: string) => (gates.peek(key) ?? newGate(key)).estimate.limit;

  const policy: AdaptiveConcurrency = livePolicy("adaptive-concurrency", live, layer, {
    limitOf,
    get limit() {
      return limitOf();
    },
    get running() {
      return all().reduce((sum, gate) => sum + gate.running, 0);
    },
    get waiting() {
      return all().reduce((sum, gate) => sum + gate.line.size, 0);
    },
    reconfigure(changes: Partial<AdaptiveConcurrencyOptions>) {
      live.reconfigure(changes);
      for (const gate of all()) gate.admit();
    },
    snapshot() {
      const { limit, running, waiting } = policy;
      return { limit, running, waiting, baselineMs: gates.peek(undefined)?.estimate.baseline, keys: all().length };
    },
  });
  return policy;
}
