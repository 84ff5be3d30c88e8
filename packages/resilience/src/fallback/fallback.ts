import type { CallContext } from "../call/context.js";
import type { Policy } from "../pipeline/policy.js";

export interface FallbackStep<T> {
  /** Names the step in events, reports and errors. */
  readonly name: string;
  /** Answers instead of the work; `error` is what failed just before. Run it through a pipeline of its own if it needs one. */
  readonly run: (context: CallContext, error: unknown) => T | Promise<T>;
  /** For which errors of the step before. Default: all. */
  readonly when?: (error: unknown) => boolean;
}

/**
 * Asks others, in order, when the work failed; every call tries the work first. Never stands in for a caller who left.
 *
 * @throws ResilienceError `FALLBACK_FAILED` when all failed: the work's error is its cause, `trail` has them all.
 */
export function fallback<T>(_steps: readonly FallbackStep<T>[], _options: { readonly name?: string } = {}): Policy<T> {
  throw new Error("The fallback is being built.");
}
