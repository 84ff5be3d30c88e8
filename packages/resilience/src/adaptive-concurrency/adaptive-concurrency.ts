import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import { Hold } from "../call/hold.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { isResilienceError, type ResilienceError, refusal } from "../errors/resilience-error.js";
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
import { liveSettings } from "../options/live-settings.js";
import type { Next, Policy } from "../pipeline/policy.js";
import { waitInLine } from "../queue/wait-in-line.js";
import { Gate } from "./gate.js";
import type { LimitAlgorithm } from "./limit-algorithm.js";
import { LimitEstimate } from "./limit-estimate.js";
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

type AdaptiveConcurrencySettings = Readonly<
  Required<Omit<AdaptiveConcurrencyOptions, "name" | "perKey" | "clock" | "queueTimeoutMs">>
> & { readonly queueTimeoutMs: number | undefined };

export interface AdaptiveConcurrency extends Policy {
  /** Calls that may run at a time now; under `perKey`, those without a key. */
  readonly limit: number;
  /** Places in use, over all keys; work that a timeout abandoned keeps its place until it settles. */
  readonly running: number;
  /** Calls that wait for a place, over all keys. */
  readonly waiting: number;
  limitOf(key: string): number;
  reconfigure(changes: Partial<AdaptiveConcurrencyOptions>): void;
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

function readSettings(options: AdaptiveConcurrencyOptions): AdaptiveConcurrencySettings {
  const owner = "adaptiveConcurrency";
  checkOptions(owner, options, rules);
  const { algorithm, queue = 0, queueTimeoutMs, minLimit = 1, maxLimit = Math.max(1_000, minLimit) } = options;
  if (maxLimit < minLimit) refuseOptions(owner, `maxLimit must be at least minLimit, ${minLimit}`);
  const { initialLimit = Math.max(minLimit, Math.min(maxLimit, 20)) } = options;
  if (initialLimit < minLimit || initialLimit > maxLimit) {
    refuseOptions(owner, `initialLimit must be from minLimit, ${minLimit}, to maxLimit, ${maxLimit}`);
  }
  if (queue === 0 && queueTimeoutMs !== undefined) refuseOptions(owner, "queueTimeoutMs needs a queue");
  const judge = options.isOverload ?? isOverload;
  return { algorithm, initialLimit, minLimit, maxLimit, queue, queueTimeoutMs, isOverload: judge };
}

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
  const live = liveSettings("adaptiveConcurrency", options, readSettings);
  const { name = "adaptive-concurrency", clock = systemClock, perKey } = options;
  const newGate = () => new Gate(new LimitEstimate(() => live.current));
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

  const add = (call: Call, gate: Gate, measurement: number, running: number, ms: number | undefined, now: number) => {
    const { estimate } = gate;
    const from = estimate.limit;
    estimate.add(measurement, running, ms, now);
    const to = estimate.limit;
    if (to === from) return;
    if (observed()) emit({ type: "concurrency.limit-changed", policy: name, key: call.key, from, to });
    if (to > from) gate.admit();
  };

  /** A timeout sooner than an answer takes was too short, or began too late: the service is not to blame. */
  const isDrop = (call: Call, error: unknown, ms: number, baselineMs = 0): boolean => {
    if (isResilienceError(error)) return error.code === "TIMEOUT" && ms >= baselineMs;
    const { cancellation } = call;
    return cancellation?.cancelled !== true && live.current.isOverload(error);
  };

  const run = async (call: Call, next: Next, gate: Gate): Promise<unknown> => {
    const hold = new Hold(gate.leave, call.hold);
    const { running, estimate } = gate;
    const { measurement } = estimate;
    const startedAt = clock.now();
    try {
      const value = await next(call.holding(hold));
      if (call.cancellation?.cancelled !== true) {
        const now = clock.now();
        add(call, gate, measurement, running, now - startedAt, now);
      }
      return value;
    } catch (error) {
      const now = clock.now();
      if (isDrop(call, error, now - startedAt, estimate.baseline)) {
        add(call, gate, measurement, running, undefined, now);
      }
      throw error;
    } finally {
      hold.end();
    }
  };

  const waitForPlace = (call: Call, gate: Gate): Promise<void> => {
    const { queueTimeoutMs: ms } = live.current;
    const waited = waitInLine(gate.line, {
      cancellation: call.cancellation,
      patience:
        ms === undefined
          ? undefined
          : { clock, ms, onceOver: () => refuse(call, gate.estimate.limit, `no place within ${ms} ms`) },
      onLeave: () => {},
    });
    if (observed()) emit({ type: "concurrency.queued", policy: name, key: call.key, waiting: gate.line.size });
    return waited;
  };

  const wrap = (next: Next) => async (call: Call) => {
    const gate = gates.of(call.key);
    if (gate === undefined) throw refuse(call, 0, "all keys that it can remember are in use");
    if (gate.tryEnter()) return run(call, next, gate);
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    const { limit } = gate.estimate;
    const { queue } = live.current;
    if (gate.line.size >= queue) {
      throw refuse(call, limit, `${limit} calls run at the limit, and ${queue} wait`);
    }
    await waitForPlace(call, gate);
    if (!call.cancellation?.cancelled) return run(call, next, gate);
    gate.leave();
    throw leftWaiting(call.cancellation);
  };

  const all = () => Array.from(gates.entries(), ([, gate]) => gate);
  const running = () => all().reduce((sum, gate) => sum + gate.running, 0);
  const waiting = () => all().reduce((sum, gate) => sum + gate.line.size, 0);
  const limitOf = (key?: string) => (gates.peek(key) ?? newGate()).estimate.limit;

  return Object.freeze({
    kind: "adaptive-concurrency" as const,
    name,
    clock,
    wrap,
    limitOf,
    get settings() {
      return live.current;
    },
    get limit() {
      return limitOf();
    },
    get running() {
      return running();
    },
    get waiting() {
      return waiting();
    },
    reconfigure(changes: Partial<AdaptiveConcurrencyOptions>) {
      live.reconfigure(changes);
      for (const gate of all()) gate.admit();
    },
    checkChanges: live.checkChanges,
    snapshot: () => ({
      limit: limitOf(),
      running: running(),
      waiting: waiting(),
      baselineMs: gates.peek(undefined)?.estimate.baseline,
      keys: perKey === undefined ? 1 : all().length,
    }),
  });
}
