import type { CallOptions, Work } from "../call/context.js";
import type { FailedStep } from "../errors/resilience-error.js";
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
}

type Produced<Policies extends readonly Policy<unknown>[]> = Policies[number] extends Policy<infer Out> ? Out : never;

/**
 * Composes policies, outermost first.
 *
 * @example pipeline(retry({ maxRetries: 3 }), circuitBreaker({ strategy: { kind: "consecutive", failures: 5 } }))
 */
export function pipeline<const Policies extends readonly Policy<unknown>[]>(
  ..._policies: Policies
): Pipeline<Produced<Policies>> {
  throw new Error("The pipeline is being built.");
}
