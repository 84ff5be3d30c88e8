import { checkOptions, integer, milliseconds, optional, refuseOptions, share } from "../options/check-options.js";
import { LatencyHistogram } from "../statistics/latency-histogram.js";

/** A hedge once the answer is later than most: the delay follows the measured latency. */
export interface HedgeDelay {
  /** Above 0 and at most 1; 0.95: when the call has taken longer than 95 % of the recent ones. */
  readonly quantile: number;
  /** Never sooner. Default 1 ms. */
  readonly minMs?: number;
  /** Never later, and the delay while too few calls are known. Default: none, and no hedges until enough are known. */
  readonly maxMs?: number;
  /** Calls that must be known within the window. Default 20. */
  readonly minimumCalls?: number;
  /** How long a latency is remembered. Default 300,000 ms. */
  readonly windowMs?: number;
}

const rules = {
  quantile: share,
  minMs: optional(milliseconds(0)),
  maxMs: optional(milliseconds(0)),
  minimumCalls: optional(integer(1, 1_000_000)),
  windowMs: optional(milliseconds(1)),
};

export type DelaySettings = Readonly<Required<Omit<HedgeDelay, "maxMs">>> & { readonly maxMs: number | undefined };

export function readDelay(delay: HedgeDelay): DelaySettings {
  checkOptions("hedging: afterMs", delay, rules);
  const { quantile, minMs = 1, maxMs, minimumCalls = 20, windowMs = 300_000 } = delay;
  if (maxMs !== undefined && maxMs < minMs) refuseOptions("hedging: afterMs", `maxMs must be at least minMs, ${minMs}`);
  return Object.freeze({ quantile, minMs, maxMs, minimumCalls, windowMs });
}

/** A quantile is a walk over 512 buckets, 0.3 us: done for one call in 16, and anew when a second has passed. */
const samplesBetween = 16;
const msBetween = 1_000;

/** What the latencies of one key say about when to hedge. */
export class DelayEstimate {
  private latencies: LatencyHistogram | undefined;
  private settings: DelaySettings | undefined;
  private known: number | undefined;
  private computedAt = Number.NEGATIVE_INFINITY;
  private samplesSince = 0;

  /** In ms; `undefined`: no hedge. */
  delay(settings: DelaySettings, now: number): number | undefined {
    this.adopt(settings);
    if (this.known === undefined || this.samplesSince >= samplesBetween || now - this.computedAt >= msBetween) {
      this.known = this.compute(settings, now);
      this.computedAt = now;
      this.samplesSince = 0;
    }
    return this.known ?? settings.maxMs;
  }

  record(settings: DelaySettings, ms: number, now: number): void {
    this.adopt(settings);
    // Two steps: 6 KB a key.
    this.latencies ??= new LatencyHistogram({ windowMs: settings.windowMs, steps: 2 });
    this.latencies.record(ms, now);
    this.samplesSince += 1;
  }

  private adopt(settings: DelaySettings): void {
    if (settings === this.settings) return;
    if (settings.windowMs !== this.settings?.windowMs) this.latencies = undefined;
    this.settings = settings;
    this.known = undefined;
  }

  private compute({ quantile, minMs, maxMs, minimumCalls }: DelaySettings, now: number): number | undefined {
    if (this.latencies === undefined || this.latencies.count(now) < minimumCalls) return undefined;
    const measured = this.latencies.quantile(quantile, now);
    return measured === undefined ? undefined : Math.max(minMs, Math.min(measured, maxMs ?? measured));
  }
}
