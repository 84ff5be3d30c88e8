import { Call } from "../call/call.js";
import { CallerCancellation } from "../call/cancellation.js";
import type { CallOptions, Work } from "../call/context.js";
import { Deadlines } from "../call/deadlines.js";
import { answer } from "../call/outcome.js";
import { type CallRecord, newRecord } from "../call/record.js";
import { runWithin } from "../call/time-limit.js";
import { untilCancelled } from "../call/until-cancelled.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import type { FailedStep } from "../errors/resilience-error.js";
import { checkOptions, milliseconds, refuseOptions } from "../options/check-options.js";
import { invokeWork } from "./invoke.js";
import { asLayer, begin, type Layer } from "./layer.js";
import type { Policy } from "./policy.js";

/** An answer together with how it came about. */
export interface Report<T> {
  readonly value: T;
  /** Whether a fallback or a last-known-good value stood in for the work. */
  readonly degraded: boolean;
  /** `"primary"`, the fallback step's name, or `"cache"`. */
  readonly source: string;
  /** How old the value is: 0 unless it came from a cache. */
  readonly ageMs: number;
  /** What failed before the answer was found, in order. */
  readonly trail: readonly FailedStep[];
}

/** Policies composed once, outermost first, and run around any work. */
export interface Pipeline<Out = never> {
  /**
   * Runs `work` under all policies.
   *
   * @throws ResilienceError when a policy refuses; otherwise whatever the work threw last, unchanged.
   * @example await vies.execute(({ signal }) => fetch(url, { signal }), { key: "DE", deadlineMs: 10_000 });
   */
  execute<T>(work: Work<T>, options?: CallOptions): Promise<T | Out>;
  /** As `execute`, and says whether the answer is degraded, where it came from and what failed on the way. */
  executeWithReport<T>(work: Work<T>, options?: CallOptions): Promise<Report<T | Out>>;
  /** What it was composed of, outermost first. */
  readonly policies: readonly Policy<unknown>[];
}

type Produced<Policies extends readonly Policy<unknown>[]> = Policies extends readonly []
  ? never
  : Policies[number] extends Policy<infer Out>
    ? Out
    : never;

/** Two clocks in one pipeline would compare a deadline of one with the time of the other. */
function sharedClock(policies: readonly Policy<unknown>[]): Clock {
  let shared: Clock | undefined;
  for (const { name, clock } of policies) {
    if (clock === undefined) continue;
    if (shared !== undefined && clock !== shared) {
      refuseOptions("pipeline", `${name} measures with another clock than the policies before it`);
    }
    shared = clock;
  }
  return shared ?? systemClock;
}

function startCall(work: Work<unknown>, options: CallOptions | undefined, record: CallRecord | undefined): Call {
  if (options === undefined) return new Call({ work, options, record }, 1);
  const { key, idempotent, priority, signal } = options;
  const cancellation = signal === undefined ? undefined : new CallerCancellation(signal);
  return new Call({ work, options: { key, idempotent, priority }, record }, 1, undefined, cancellation);
}

const deadlineRules = { deadlineMs: milliseconds(0) };

async function runUntilDeadline(call: Call, run: Layer, clock: Clock, deadlineMs: number): Promise<unknown> {
  checkOptions("execute", { deadlineMs }, deadlineRules);
  return runWithin(
    call,
    run,
    { name: "pipeline", ms: deadlineMs, kind: "total", clock },
    new Deadlines(clock, false),
    answer,
  );
}

/** Keeps to the caller's deadline and signal around all policies, whatever these do. */
function runForCaller(call: Call, run: Layer, clock: Clock, deadlineMs: number | undefined): Promise<unknown> {
  if (deadlineMs !== undefined) return runUntilDeadline(call, run, clock, deadlineMs);
  if (call.cancellation === undefined) return begin(run, call);
  if (call.cancellation.cancelled) return Promise.reject(call.cancellation.error);
  return untilCancelled(begin(run, call), call.cancellation);
}

/** A caller's own function in a policy (`perKey.by`, a budget) may throw: that fails the call, and leaks no permit. */
function putAround(next: Layer, policy: Policy<unknown>): Layer {
  const layer = policy.layer?.(next) ?? asLayer(policy.wrap((call) => begin(next, call)));
  return (call, outcome) => {
    try {
      return layer(call, outcome);
    } catch (error) {
      return outcome.fail(error);
    }
  };
}

/**
 * Composes policies, outermost first.
 *
 * @throws ResilienceError `INVALID_OPTION` when policies measure with different clocks
 * @example pipeline(retry({ maxRetries: 3 }), circuitBreaker({ strategy: consecutiveFailures(5) }))
 */
export function pipeline<const Policies extends readonly Policy<unknown>[]>(
  ...policies: Policies
): Pipeline<Produced<Policies>> {
  const clock = sharedClock(policies);
  const run = policies.reduceRight(putAround, invokeWork);
  return Object.freeze({
    policies: Object.freeze([...policies]),
    // The chain ends in this very work and hands its value through unchanged, or a policy's own value.
    // Not `async`: one promise less, and a refusal that is rejected once instead of twice.
    execute<T>(work: Work<T>, options?: CallOptions): Promise<T | Produced<Policies>> {
      const outcome = runForCaller(startCall(work, options, undefined), run, clock, options?.deadlineMs);
      return outcome as Promise<T | Produced<Policies>>;
    },
    async executeWithReport<T>(work: Work<T>, options?: CallOptions): Promise<Report<T | Produced<Policies>>> {
      const record = newRecord();
      const value = await runForCaller(startCall(work, options, record), run, clock, options?.deadlineMs);
      return Object.freeze({ value: value as T | Produced<Policies>, ...record });
    },
  });
}
