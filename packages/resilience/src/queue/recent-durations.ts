/** What the last calls took, in ms; `undefined` until there was one. */
export interface DurationSummary {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

/** Enough for a 99th percentile, and 2 KB. */
const remembered = 256;

/** The latest durations, exact, however long ago: a service rate is wanted also after a quiet hour. */
export class RecentDurations {
  private readonly samples = new Float64Array(remembered);
  private added = 0;

  add(ms: number): void {
    this.samples[this.added % remembered] = ms;
    this.added += 1;
  }

  get mean(): number | undefined {
    const latest = this.latest();
    return latest.length === 0 ? undefined : latest.reduce((sum, ms) => sum + ms, 0) / latest.length;
  }

  summary(): DurationSummary | undefined {
    const { mean } = this;
    if (mean === undefined) return undefined;
    const sorted = this.latest().slice().sort();
    const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return Object.freeze({ mean, p50: rank(0.5), p99: rank(0.99) });
  }

  private latest(): Float64Array {
    return this.samples.subarray(0, Math.min(this.added, remembered));
  }
}
