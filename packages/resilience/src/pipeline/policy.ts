import type { Call } from "../call/call.js";
import type { CallOptions, Work } from "../call/context.js";
import type { Clock } from "../clock/clock.js";
import type { Layer } from "./layer.js";

/** The rest of a pipeline as one policy sees it. */
export type Next = (call: Call) => Promise<unknown>;

export type PolicyKind =
  | "retry"
  | "circuit-breaker"
  | "timeout"
  | "rate-limiter"
  | "bulkhead"
  | "adaptive-concurrency"
  | "load-shedding"
  | "hedging"
  | "cache"
  | "fallback"
  | "cost-budget"
  | "chaos"
  | "tracing";

declare const produces: unique symbol;

/**
 * One layer of a pipeline.
 *
 * @typeParam Out what the policy may answer instead of the work (a fallback's value); `never` when it only passes on.
 */
export interface Policy<Out = never> {
  readonly kind: PolicyKind;
  /** Names the policy in events and errors. */
  readonly name: string;
  /** The clock it measures with, when it measures; all policies of a pipeline share one. */
  readonly clock?: Clock;
  /** The settings in force, defaults filled in: for checks and dashboards. */
  readonly settings: object;
  /**
   * Changes settings while calls are under way; those left out stay.
   *
   * @throws ResilienceError `INVALID_OPTION`; the settings are then as before
   */
  reconfigure?(changes: object): void;
  /** Throws what `reconfigure` would throw, and changes nothing: so that several policies change together or not at all. */
  checkChanges?(changes: object): void;
  /** What it is doing now, as plain data: for dashboards. */
  snapshot?(): Readonly<Record<string, unknown>>;
  /** Puts the policy around `next`; called once, when the pipeline is composed. */
  wrap(next: Next): Next;
  /** As `wrap`, without a promise of its own; a pipeline prefers it. */
  layer?(next: Layer): Layer;
  readonly [produces]?: Out;
}

/** A policy of this library: it also runs without a pipeline. */
export interface RunnablePolicy<Out = never> extends Policy<Out> {
  /**
   * Runs `work` under this policy alone; as `pipeline(policy).execute`.
   *
   * @example await breaker.execute(({ signal }) => fetch(url, { signal }));
   */
  execute<T>(work: Work<T>, options?: CallOptions): Promise<T | Out>;
}

/** A policy whose settings can be changed while it lives. */
export interface LivePolicy<Options extends object, Out = never> extends RunnablePolicy<Out> {
  reconfigure(changes: Partial<Options>): void;
  checkChanges(changes: Partial<Options>): void;
}
