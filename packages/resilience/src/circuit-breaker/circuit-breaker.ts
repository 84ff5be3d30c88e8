import type { Clock } from "../clock/clock.js";
import type { PerKey } from "../keys/per-key.js";
import type { Policy } from "../pipeline/policy.js";
import type { BreakerStrategy } from "./strategy.js";

export type CircuitState = "closed" | "open" | "half-open" | "isolated";

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

/** Stops asking a service that keeps failing, and finds out with a few probes when it is back. */
export function circuitBreaker(_options: CircuitBreakerOptions): CircuitBreaker {
  throw new Error("The circuit breaker is being built.");
}
