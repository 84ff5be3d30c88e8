import type { FailedStep } from "../errors/resilience-error.js";

/** What the policies of a pipeline note about the answer they gave. */
export interface CallRecord {
  /** Who answered: `"primary"`, a fallback's step, or `"cache"`. */
  source: string;
  degraded: boolean;
  ageMs: number;
  readonly trail: FailedStep[];
}

export const newRecord = (): CallRecord => ({ source: "primary", degraded: false, ageMs: 0, trail: [] });

/** Passes on what a shared load noted to each of the calls that waited for it. */
export function copyRecord(from: CallRecord, to: CallRecord | undefined): void {
  if (to === undefined) return;
  to.source = from.source;
  to.degraded ||= from.degraded;
  to.ageMs = from.ageMs;
  to.trail.push(...from.trail);
}
