import type { Clock } from "../clock/clock.js";
import { milliseconds, optional, refuseOptions, share } from "../options/check-options.js";

/** What a closed circuit has seen lately. */
export interface FailureWindow {
  /** Counts one call; returns whether the circuit has to open. */
  count(failed: boolean, slow: boolean): boolean;
  reset(): void;
}

/** When a closed circuit opens: {@link consecutiveFailures}, {@link countWindow}, {@link timeWindow}, or one's own. */
export interface BreakerStrategy {
  readonly kind: string;
  /** A call that took longer is slow; without it nobody looks at the clock. */
  readonly slowCallMs?: number;
  /** A window of its own for each circuit. */
  newWindow(clock: Clock): FailureWindow;
}

/** What the two windows by rate have in common. */
export interface RateSettings {
  /** Too few calls say nothing: the circuit stays closed below this many. */
  readonly minimumCalls: number;
  /** Opens when this share of the calls failed, above 0 to 1. */
  readonly failureRate: number;
  /** A call that took longer is slow. With `slowCallRate`. */
  readonly slowCallMs?: number;
  /** Opens when this share of the calls was slow, above 0 to 1. With `slowCallMs`. */
  readonly slowCallRate?: number;
}

export const rateRules = {
  failureRate: share,
  slowCallMs: optional(milliseconds(1)),
  slowCallRate: optional(share),
};

export function checkSlowCalls(owner: string, { slowCallMs, slowCallRate }: RateSettings): void {
  if ((slowCallMs === undefined) !== (slowCallRate === undefined)) {
    refuseOptions(owner, "slowCallMs and slowCallRate come together");
  }
}

/** Calls of a window by what became of them. */
export class Tally {
  calls = 0;
  failures = 0;
  slow = 0;

  add(failed: boolean, slow: boolean, sign: 1 | -1 = 1): void {
    this.calls += sign;
    if (failed) this.failures += sign;
    if (slow) this.slow += sign;
  }

  subtract({ calls, failures, slow }: Tally): void {
    this.calls -= calls;
    this.failures -= failures;
    this.slow -= slow;
  }

  reset(): void {
    this.calls = 0;
    this.failures = 0;
    this.slow = 0;
  }

  exceeds({ minimumCalls, failureRate, slowCallRate }: RateSettings): boolean {
    if (this.calls < minimumCalls) return false;
    return (
      this.failures >= failureRate * this.calls ||
      (slowCallRate !== undefined && this.slow >= slowCallRate * this.calls)
    );
  }
}
