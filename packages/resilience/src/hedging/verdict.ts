import { askPredicate } from "../errors/ask-predicate.js";
import { isResilienceError } from "../errors/resilience-error.js";
import { retryAfterHint } from "../errors/transient.js";

/**
 * What a failed attempt means for the others:
 * - `again` it failed for a passing reason: the answer that the delay waits for will not come, so the next attempt
 *   begins at once;
 * - `wait` nothing more is asked, and those under way may still answer: the service wants a pause (429, Retry-After), or
 *   a policy of ours refused and the service was not asked at all;
 * - `answer` the service has answered, and would answer every attempt alike: the call ends with it.
 */
export type Verdict = "again" | "wait" | "answer";

const asksForPause = (error: unknown): boolean =>
  (retryAfterHint(error) ?? 0) > 0 || (error as { readonly status?: unknown } | null | undefined)?.status === 429;

export function judge(error: unknown, isTransient: (error: unknown) => boolean): Verdict {
  const isOurs = isResilienceError(error);
  if (isOurs && error.code !== "TIMEOUT") return "wait";
  if (asksForPause(error)) return "wait";
  if (askPredicate(isTransient, error, false)) return "again";
  return isOurs ? "wait" : "answer";
}
