import type { Call } from "../call/call.js";
import { isNeutral } from "../call/neutral.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { askPredicate } from "../errors/ask-predicate.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { isServiceFailure } from "../errors/transient.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
  having,
  integer,
  milliseconds,
  oneOf,
  optional,
  refuseOptions,
  text,
} from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { Circuit, type CircuitState } from "./circuit.js";
import { HalfOpenQueue } from "./half-open-queue.js";
import { type BreakerRecord, readBreakerRecord } from "./record.js";
import type { BreakerStrategy } from "./strategy.js";

export interface CircuitBreakerOptions {
  /** Names the policy in events and errors. Default `"circuit-breaker"`. */
  readonly name?: string;
  /** When a closed circuit opens: `consecutiveFailures(5)`, `countWindow({ .. })`, `timeWindow({ .. })`. */
  readonly strategy: BreakerStrategy;
  /** How long an open circuit refuses before it lets probes through. Default 60,000 ms. */
  readonly openMs?: number;
  /** The open time doubles with each failed probe up to this. Default `openMs`: it does not grow. */
  readonly maxOpenMs?: number;
  /** Calls let through, and successes needed to close, while half-open. Default 1. */
  readonly probes?: number;
  /** A half-open circuit whose probe has not answered by then opens again. Default 30,000 ms. */
  readonly probeTimeoutMs?: number;
  /** Calls that wait for the probes' outcome, per circuit, instead of being refused. Default 0. */
  readonly halfOpenQueue?: number;
  /** For this long after closing a growing share of calls is let through, instead of all at once. Default 0. */
  readonly rampMs?: number;
  /**
   * `metrics-only` counts and tells, and refuses nobody; `disabled` does not even count; `forced-open` refuses all.
   * Default `normal`.
   */
  readonly mode?: "normal" | "metrics-only" | "disabled" | "forced-open";
  readonly perKey?: PerKey;
  /** Which errors say that the service is unwell; all others are neutral. Default {@link isServiceFailure}. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly clock?: Clock;
}

export interface CircuitBreaker extends LivePolicy<CircuitBreakerOptions> {
  /** The state that the next call would meet; with `perKey`, of a call without a key. */
  readonly state: CircuitState;
  stateOf(key: string): CircuitState;
  /** The keys that have a circuit, with its state. */
  states(): ReadonlyMap<string, CircuitState>;
  /** Closes the circuit and forgets what it counted; without a key under `perKey`, all circuits. */
  reset(key?: string): void;
  /** Refuses every call until the returned function is called; then the circuit is in the state it had before. */
  isolate(key?: string): () => void;
  /** Which circuits are open and for how long yet, as plain data to keep through a restart or to hand to another process. */
  exportState(): BreakerRecord;
  /**
   * Opens the circuits that were open when `record` was exported for the rest of their time.
   *
   * @throws ResilienceError `INVALID_OPTION` when `record` is not one, or of a version that this library does not know
   */
  importState(record: unknown): void;
}

const rules = {
  name: optional(text),
  strategy: (value: unknown) =>
    having("newWindow")(value) && "consecutiveFailures(n), countWindow({ .. }) or timeWindow({ .. })",
  openMs: optional(milliseconds(1)),
  maxOpenMs: optional(milliseconds(1)),
  probes: optional(integer(1, 1_000_000)),
  probeTimeoutMs: optional(milliseconds(1)),
  halfOpenQueue: optional(integer(0, 1_000_000)),
  rampMs: optional(milliseconds(0)),
  mode: optional(oneOf("normal", "metrics-only", "disabled", "forced-open")),
  perKey: () => undefined,
  isFailure: optional(callable),
  clock: optional(clock),
};

const read = (given: CircuitBreakerOptions) => {
  checkOptions("circuitBreaker", given, rules);
  const settings = withDefaults(given, {
    name: "circuit-breaker",
    openMs: 60_000,
    probes: 1,
    probeTimeoutMs: 30_000,
    halfOpenQueue: 0,
    rampMs: 0,
    mode: "normal",
    isFailure: isServiceFailure,
    clock: systemClock,
  });
  const { openMs, maxOpenMs = openMs } = settings;
  if (maxOpenMs < openMs) refuseOptions("circuitBreaker", `maxOpenMs must be at least openMs, ${openMs}`);
  return { ...settings, maxOpenMs };
};

type BreakerSettings = ReturnType<typeof read>;

/** One call that was let through. */
class Admitted implements Outcome {
  private readonly circuit: Circuit;
  private readonly generation: number;
  private readonly call: Call;
  private readonly outcome: Outcome;
  private readonly settings: BreakerSettings;
  private readonly slowAt: number;

  constructor(circuit: Circuit, generation: number, call: Call, outcome: Outcome, settings: BreakerSettings) {
    this.circuit = circuit;
    this.generation = generation;
    this.call = call;
    this.outcome = outcome;
    this.settings = settings;
    const { slowCallMs } = settings.strategy;
    this.slowAt = slowCallMs === undefined ? Number.POSITIVE_INFINITY : settings.clock.now() + slowCallMs;
  }

  succeed(value: unknown): unknown {
    this.circuit.settle(this.generation, "success", this.wasSlow());
    return this.outcome.succeed(value);
  }

  fail(error: unknown): unknown {
    this.circuit.settle(this.generation, this.isFailure(error) ? "failure" : "neutral", this.wasSlow());
    return this.outcome.fail(error);
  }

  private wasSlow(): boolean {
    return this.slowAt < Number.POSITIVE_INFINITY && this.settings.clock.now() > this.slowAt;
  }

  private isFailure(error: unknown): boolean {
    return !isNeutral(this.call, error) && askPredicate(this.settings.isFailure, error, false);
  }
}

/**
 * Stops asking a service that keeps failing, and finds out with a few probes when it is back.
 *
 * @example
 * const breaker = circuitBreaker({ strategy: consecutiveFailures(5), openMs: 60_000, perKey: {} });
 * await pipeline(breaker).execute(askVies, { key: "DE" });
 */
export function circuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const live = liveSettings("circuitBreaker", options, read);
  const { name, clock, perKey } = live.current;
  const waiting = new HalfOpenQueue(name, clock);
  let isolations = 0;

  const newCircuit = (key: string | undefined): Circuit => {
    const circuit: Circuit = new Circuit(
      {
        get settings() {
          return live.current;
        },
        changed(from, to) {
          if (observed()) emit({ type: "circuit.changed", policy: name, key, from, to });
          waiting.changed(circuit);
        },
        probeFree: () => waiting.admit(circuit, 1),
      },
      live.current.strategy.newWindow(clock),
    );
    return circuit;
  };

  const circuits = new KeyedStates<Circuit>("circuitBreaker", {
    perKey,
    clock,
    create: newCircuit,
    mayForget: ({ state }, full) => state === "closed" || (full && state !== "isolated"),
  });

  const refuse = (call: Call, retryAfterMs: number | undefined): ResilienceError => {
    if (observed()) emit({ type: "circuit.rejected", policy: name, key: call.key, retryAfterMs });
    return refusal("CIRCUIT_OPEN", `${name}: the circuit is open; the service was not asked.`, { retryAfterMs });
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      const settings = live.current;
      const { mode, halfOpenQueue } = settings;
      if (isolations > 0 || mode === "forced-open") return outcome.fail(refuse(call, undefined));
      if (mode === "disabled") return next(call, outcome);
      const circuit = circuits.of(call.key);
      if (circuit === undefined) return outcome.fail(refuse(call, undefined));
      const admission = circuit.admit();
      if (admission.admitted) return next(call, new Admitted(circuit, admission.generation, call, outcome, settings));
      if (mode === "metrics-only") return next(call, outcome);
      const refused = () => refuse(call, admission.retryAfterMs);
      if (halfOpenQueue === 0 || circuit.state !== "half-open") return outcome.fail(refused());
      const run = (generation: number, then: Outcome) =>
        next(call, new Admitted(circuit, generation, call, then, settings));
      return waiting.wait(circuit, call, halfOpenQueue, run, refused, outcome);
    };

  /** Without a key under `perKey`: all circuits, and those still to come. */
  const isolateAll = () => {
    isolations += 1;
    let isolated = true;
    return () => {
      if (isolated) isolations -= 1;
      isolated = false;
    };
  };

  const stateOf = (circuit: Circuit | undefined): CircuitState =>
    isolations > 0 || live.current.mode === "forced-open" ? "isolated" : (circuit?.state ?? "closed");

  const states = () => new Map(Array.from(circuits.entries(), ([key, circuit]) => [key, stateOf(circuit)]));

  return livePolicy("circuit-breaker", live, layer, {
    get state() {
      return stateOf(circuits.peek(undefined));
    },
    stateOf: (key: string) => stateOf(circuits.peek(key)),
    states,
    /** How many circuits are in which state; keys may be customers. */
    snapshot: () => {
      const circuits: Partial<Record<CircuitState, number>> = {};
      for (const state of states().values()) circuits[state] = (circuits[state] ?? 0) + 1;
      return { mode: live.current.mode, circuits };
    },
    reconfigure(changes: Partial<CircuitBreakerOptions>) {
      const { strategy } = live.current;
      live.reconfigure(changes);
      if (live.current.strategy === strategy) return;
      for (const [, circuit] of circuits.entries()) circuit.countWith(live.current.strategy.newWindow(clock));
    },
    reset(key?: string) {
      if (key !== undefined) circuits.peek(key)?.reset();
      else for (const [, circuit] of circuits.entries()) circuit.reset();
    },
    isolate(key?: string) {
      const circuit = perKey === undefined || key !== undefined ? circuits.of(key) : undefined;
      return circuit === undefined ? isolateAll() : circuit.isolate();
    },
    exportState(): BreakerRecord {
      const open = Array.from(circuits.entries()).flatMap(([key, { open }]) =>
        open === undefined ? [] : { key, ...open },
      );
      return { version: 1, takenAt: clock.wallNow(), open };
    },
    importState(record: unknown) {
      const { takenAt, open } = readBreakerRecord(record);
      // The wall clock may have stepped back meanwhile: then no time has passed.
      const passed = Math.max(0, clock.wallNow() - takenAt);
      for (const { key, remainingMs, openMs } of open) {
        const { maxOpenMs } = live.current;
        const remaining = Math.min(maxOpenMs, Math.max(0, remainingMs - passed));
        circuits.at(key, clock.now())?.openFor(Math.min(maxOpenMs, openMs), remaining);
      }
    },
  });
}
