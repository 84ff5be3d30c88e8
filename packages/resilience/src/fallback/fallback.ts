import type { Call } from "../call/call.js";
import type { CallContext } from "../call/context.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type FailedStep, isResilienceError, refusal } from "../errors/resilience-error.js";
import { callable, checkOptions, optional, refuseOptions, text } from "../options/check-options.js";
import { executeAlone } from "../pipeline/alone.js";
import type { Next, RunnablePolicy } from "../pipeline/policy.js";

export interface FallbackStep<T> {
  /** Names the step in events, reports and errors. */
  readonly name: string;
  /** Answers instead of the work; `error` is what failed just before. Run it through a pipeline of its own if it needs one. */
  readonly run: (context: CallContext, error: unknown) => T | Promise<T>;
  /** For which errors of the step before. Default: all. */
  readonly when?: (error: unknown) => boolean;
}

const stepRules = { name: text, run: callable, when: optional(callable) };

function copySteps<T>(steps: readonly FallbackStep<T>[]): readonly FallbackStep<T>[] {
  if (!Array.isArray(steps) || steps.length === 0) refuseOptions("fallback", "it needs at least one step");
  return steps.map((step) => {
    checkOptions("fallback: step", step, stepRules);
    return Object.freeze({ ...step });
  });
}

const callerLeft = (call: Call, error: unknown): boolean =>
  call.cancellation?.cancelled === true || isResilienceError(error, "ABORTED");

/**
 * Asks others, in order, when the work failed; every call tries the work first. Never stands in for a caller who left.
 *
 * @throws ResilienceError `FALLBACK_FAILED` when all failed: the work's error is its cause, `trail` has them all.
 * @example pipeline(fallback([{ name: "bundled rates", run: () => bundledRates }]), retry())
 */
export function fallback<T>(
  steps: readonly FallbackStep<T>[],
  options: { readonly name?: string } = {},
): RunnablePolicy<T> {
  checkOptions("fallback", options, { name: optional(text) });
  const name = options.name ?? "fallback";
  const chain = copySteps(steps);

  function report(type: "fallback.used" | "fallback.step-failed", call: Call, step: string, error: unknown): void {
    if (observed()) emit({ type, policy: name, key: call.key, step, error });
  }

  function noteAnswer({ record }: Call, step: string, trail: readonly FailedStep[]): void {
    if (record === undefined) return;
    record.source = step;
    record.degraded = true;
    record.trail.push(...trail);
  }

  async function standIn(call: Call, primaryError: unknown): Promise<unknown> {
    const trail: FailedStep[] = [{ step: "primary", error: primaryError }];
    let error = primaryError;
    for (const step of chain) {
      if (callerLeft(call, error)) throw error;
      if (step.when?.(error) === false) continue;
      try {
        const value = await step.run(call, error);
        report("fallback.used", call, step.name, error);
        noteAnswer(call, step.name, trail);
        return value;
      } catch (stepError) {
        report("fallback.step-failed", call, step.name, stepError);
        trail.push({ step: step.name, error: stepError });
        error = stepError;
      }
    }
    if (trail.length === 1 || callerLeft(call, error)) throw error;
    const tried = trail.map(({ step }) => step).join(", ");
    throw refusal("FALLBACK_FAILED", `${name}: all failed: ${tried}.`, { cause: primaryError, trail });
  }

  const policy: RunnablePolicy<T> = Object.freeze({
    kind: "fallback" as const,
    execute: executeAlone<T>(() => policy),
    settings: Object.freeze({ steps: chain.map((step) => step.name) }),
    name,
    wrap: (next: Next) => async (call: Call) => {
      try {
        return await next(call);
      } catch (error) {
        return standIn(call, error);
      }
    },
  });
  return policy;
}
