import type { Call } from "../call/call.js";
import type { Clock } from "../clock/clock.js";

/** The rest of a pipeline as one policy sees it. It never throws synchronously. */
export type Next = (call: Call) => Promise<unknown>;

declare const produces: unique symbol;

/**
 * One layer of a pipeline.
 *
 * @typeParam Out what the policy may answer instead of the work (a fallback's value); `never` when it only passes on.
 */
export interface Policy<Out = never> {
  /** Names the policy in events and errors. */
  readonly name: string;
  /** The clock it measures with, when it measures; all policies of a pipeline share one. */
  readonly clock?: Clock;
  /** Puts the policy around `next`; called once, when the pipeline is composed. */
  wrap(next: Next): Next;
  readonly [produces]?: Out;
}
