import type { Clock } from "../clock/clock.js";
import type { Policy } from "../pipeline/policy.js";

export interface BulkheadOptions {
  /** Names the policy in events and errors. Default `"bulkhead"`. */
  readonly name?: string;
  /** Calls that run at the same time. */
  readonly concurrency: number;
  /** Calls that wait for a slot; 0 rejects at once. Default 0. */
  readonly queue?: number;
  /** How long a call waits for a slot before `BULKHEAD_FULL`. Default: as long as it takes. */
  readonly queueTimeoutMs?: number;
  readonly clock?: Clock;
}

export interface Bulkhead extends Policy {
  /** Slots in use; work that a timeout abandoned keeps its slot until it settles. */
  readonly running: number;
  readonly waiting: number;
}

/** Runs a few calls at a time, first come, first served. */
export function bulkhead(_options: BulkheadOptions): Bulkhead {
  throw new Error("The bulkhead is being built.");
}
