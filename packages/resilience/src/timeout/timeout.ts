import type { Clock } from "../clock/clock.js";
import type { Policy } from "../pipeline/policy.js";

export interface TimeoutOptions {
  /** Names the policy in events. Default `"timeout"`. */
  readonly name?: string;
  readonly ms: number;
  /** `attempt` (default) inside a retry, which may then try again; `total` outside of it, which ends the call. */
  readonly kind?: "attempt" | "total";
  readonly clock?: Clock;
}

/** Ends a call with `TIMEOUT` after `ms`, also when the work ignores the signal it is given. */
export function timeout(_options: TimeoutOptions): Policy {
  throw new Error("The timeout is being built.");
}
