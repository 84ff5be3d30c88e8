import type { Clock } from "../clock/clock.js";
import type { DelayEstimate, DelaySettings } from "./delay.js";

/** How long one call waits for an answer before it is hedged. */
export interface Pace {
  /** `undefined`: it is not hedged for being late. */
  readonly delayMs: number | undefined;
  /** The first attempt has answered, or has been overtaken by a hedge. */
  measure?(): void;
}

/**
 * A delay that follows the latency of first attempts. Hedges are not measured: only the fast ones win. A first attempt
 * that was overtaken counts as having lasted until then: it is slower than the quantile, by how much does not matter to
 * a rank. Left out, the slowest answers would be missing, the quantile would sink, and in the end every call be hedged.
 */
export class MeasuredPace implements Pace {
  readonly delayMs: number | undefined;
  private readonly estimate: DelayEstimate;
  private readonly settings: DelaySettings;
  private readonly clock: Clock;
  private readonly startedAt: number;

  constructor(estimate: DelayEstimate, settings: DelaySettings, clock: Clock) {
    this.estimate = estimate;
    this.settings = settings;
    this.clock = clock;
    this.startedAt = clock.now();
    this.delayMs = estimate.delay(settings, this.startedAt);
  }

  measure(): void {
    const now = this.clock.now();
    this.estimate.record(this.settings, now - this.startedAt, now);
  }
}
