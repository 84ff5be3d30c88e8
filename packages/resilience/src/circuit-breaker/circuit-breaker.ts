import type { Call } from "../call/call.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { isResilienceError, type ResilienceError, refusal } from "../errors/resilience-error.js";
import { isServiceFailure } from "../errors/transient.js";
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
import type { Next, Policy } from "../pipeline/policy.js";
import { Circuit, type CircuitSettings, type CircuitState, type Outcome } from "./circuit.js";
import { type BreakerStrategy, windowsOf } from "./strategy.js";

export interface CircuitBreakerOptions {
  /** Names the policy in events and errors. Default `"circuit-breaker"`. */
  readonly name?: string;
  readonly strategy: BreakerStrategy;
  /** How long an open circuit refuses before it lets probes through. Default 60,000 ms. */
  readonly openMs?: number;
  /** The open time doubles with each failed probe up to this. Default `openMs`: it does not grow. */
  readonly maxOpenMs?: number;
  /** Calls let through, and successes needed to close, while half-open. Default 1. */
  readonly probes?: number;
  /** A half-open circuit whose probe has not answered by then opens again. Default 30,000 ms. */
  readonly probeTimeoutMs?: number;
  readonly perKey?: PerKey;
  /** Which errors say that the service is unwell; all others are neutral. Default {@link isServiceFailure}. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly clock?: Clock;
}

export interface CircuitBreaker extends Policy {
  /** The state that the next call would meet. */
  state(key?: string): CircuitState;
  /** Closes the circuit and forgets what it counted; without a key under `perKey`, all circuits. */
  reset(key?: string): void;
  /** Refuses every call until the returned function is called; then the circuit is in the state it had before. */
  isolate(key?: string): () => void;
  /** The keys that have a circuit, with its state. */
  states(): ReadonlyMap<string, CircuitState>;
}

const rules = {
  name: optional(text),
  strategy: () => undefined,
  openMs: optional(milliseconds(1)),
  maxOpenMs: optional(milliseconds(1)),
  probes: optional(integer(1, 1_000_000)),
  probeTimeoutMs: optional(milliseconds(1)),
  perKey: () => undefined,
  isFailure: optional(callable),
  clock: optional(clock),
};

/** Refusals of this library and callers who left say nothing about the service, whatever `isFailure` thinks. */
function isNeutral(call: Call, error: unknown): boolean {
  if (isResilienceError(error)) return error.code !== "TIMEOUT";
  return call.cancellation?.cancelled === true && call.cancellation.error.code === "ABORTED";
}

/**
 * Stops asking a service that keeps failing, and finds out with a few probes when it is back.
 *
 * @example
 * const breaker = circuitBreaker({ strategy: { kind: "consecutive", failures: 5 }, openMs: 60_000, perKey: {} });
 * await pipeline(breaker).execute(askVies, { key: "DE" });
 */
export function circuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  checkOptions("circuitBreaker", options, rules);
  const { name = "circuit-breaker", openMs = 60_000, probes = 1, probeTimeoutMs = 30_000 } = options;
  const { maxOpenMs = openMs, isFailure = isServiceFailure, clock = systemClock, perKey } = options;
  if (maxOpenMs < openMs) refuseOptions("circuitBreaker", `maxOpenMs must be at least openMs, ${openMs}`);
  const newWindow = windowsOf(options.strategy, clock);
  const settings = { openMs, maxOpenMs, probes, probeTimeoutMs, clock };
  let isolations = 0;

  const settingsFor = (key: string | undefined): CircuitSettings => ({
    ...settings,
    onChange: (from, to) => {
      if (observed()) emit({ type: "circuit.changed", policy: name, key, from, to });
    },
  });

  const circuits = new KeyedStates<Circuit>("circuitBreaker", {
    perKey,
    clock,
    create: (key) => new Circuit(settingsFor(key), newWindow()),
    mayForget: ({ state }, full) => state === "closed" || (full && state !== "isolated"),
  });

  const refuse = (call: Call, retryAfterMs: number | undefined): ResilienceError => {
    if (observed()) emit({ type: "circuit.rejected", policy: name, key: call.key, retryAfterMs });
    return refusal("CIRCUIT_OPEN", `${name}: the circuit is open; the service was not asked.`, { retryAfterMs });
  };

  const judge = (call: Call, error: unknown): Outcome =>
    !isNeutral(call, error) && isFailure(error) ? "failure" : "neutral";

  const wrap = (next: Next) => async (call: Call) => {
    const circuit = isolations > 0 ? undefined : circuits.of(call.key);
    if (circuit === undefined) throw refuse(call, undefined);
    const admission = circuit.admit();
    if (!admission.admitted) throw refuse(call, admission.retryAfterMs);
    let value: unknown;
    try {
      value = await next(call);
    } catch (error) {
      circuit.settle(admission.generation, judge(call, error));
      throw error;
    }
    circuit.settle(admission.generation, "success");
    return value;
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
    isolations > 0 ? "isolated" : (circuit?.state ?? "closed");

  return Object.freeze({
    kind: "circuit-breaker" as const,
    settings: Object.freeze({ ...options }),
    name,
    clock,
    wrap,
    state: (key?: string) => stateOf(circuits.peek(key)),
    states: () => new Map(Array.from(circuits.entries(), ([key, circuit]) => [key, stateOf(circuit)])),
    reset(key?: string) {
      if (key !== undefined) circuits.peek(key)?.reset();
      else for (const [, circuit] of circuits.entries()) circuit.reset();
    },
    isolate(key?: string) {
      const circuit = perKey === undefined || key !== undefined ? circuits.of(key) : undefined;
      return circuit === undefined ? isolateAll() : circuit.isolate();
    },
  });
}
