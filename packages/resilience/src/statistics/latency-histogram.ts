import { checkOptions, integer, milliseconds, optional } from "../options/check-options.js";

export interface LatencyHistogramOptions {
  /** How far back it remembers. Default 60,000 ms. */
  readonly windowMs?: number;
  /** In how many steps it forgets, 2 to 60: it remembers between `windowMs` less one step and `windowMs`. Default 6. */
  readonly steps?: number;
}

const rules = { windowMs: optional(milliseconds(1)), steps: optional(integer(2, 60)) };

/**
 * The bits of a float32 without its sign: 8 of exponent, 23 of fraction. Exponent and the upper 4 bits of the fraction
 * number the buckets: 16 equal ones per power of two, so that a bucket's middle is at most 1/32 (3.2 %) off.
 */
const dropped = 19;
/** 2^-7 ms (8 us) to 2^25 ms (9 h): shorter counts as the least, longer as the most. */
const leastExponent = -7;
const octaves = 32;
const bucketCount = octaves * 16;
const firstBucket = (127 + leastExponent) * 16;

// One conversion at a time, in one thread: a shared cell spares an allocation per sample.
const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

function bucketOf(ms: number): number {
  asFloat[0] = ms > 0 ? ms : 0;
  const bucket = ((asBits[0] ?? 0) >>> dropped) - firstBucket;
  return bucket < 0 ? 0 : Math.min(bucket, bucketCount - 1);
}

function middleOf(bucket: number): number {
  const lower = 2 ** (leastExponent + (bucket >> 4));
  return lower * (1 + ((bucket & 15) + 0.5) / 16);
}

/**
 * Latencies of a recent window in log-linear buckets (after Gil Tene's HdrHistogram): quantiles within 3.2 %, 2 KB per
 * step of the window however many samples, no timer. Times are a monotonic clock's, given by the caller.
 *
 * @example
 * const latencies = new LatencyHistogram({ windowMs: 60_000 });
 * latencies.record(12.5, clock.now());
 * latencies.quantile(0.95, clock.now());
 */
export class LatencyHistogram {
  private readonly stepMs: number;
  private readonly counts: readonly Uint32Array[];
  private readonly sizes: Float64Array;
  private readonly total = new Uint32Array(bucketCount);
  private size = 0;
  private place = 0;
  private step = Number.NEGATIVE_INFINITY;
  private stepEndsAt = Number.NEGATIVE_INFINITY;

  /** @throws ResilienceError `INVALID_OPTION` */
  constructor(options: LatencyHistogramOptions = {}) {
    checkOptions("LatencyHistogram", options, rules);
    const steps = options.steps ?? 6;
    this.stepMs = (options.windowMs ?? 60_000) / steps;
    this.counts = Array.from({ length: steps }, () => new Uint32Array(bucketCount));
    this.sizes = new Float64Array(steps);
  }

  record(ms: number, now: number): void {
    if (now >= this.stepEndsAt) this.forget(now);
    const bucket = bucketOf(ms);
    const { place } = this;
    const counts = this.counts[place] as Uint32Array;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.total[bucket] = (this.total[bucket] as number) + 1;
    this.sizes[place] = (this.sizes[place] as number) + 1;
    this.size += 1;
  }

  /** Samples in the window. */
  count(now: number): number {
    if (now >= this.stepEndsAt) this.forget(now);
    return this.size;
  }

  /** The latency that the share `share` (0 to 1) of the samples does not exceed, in ms; nothing without samples. */
  quantile(share: number, now: number): number | undefined {
    const size = this.count(now);
    if (size === 0) return undefined;
    let left = Math.max(1, Math.ceil(share * size));
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      left -= this.total[bucket] as number;
      if (left <= 0) return middleOf(bucket);
    }
    return middleOf(bucketCount - 1);
  }

  /** Goes on to the step of `now`; after a silence every step in between is forgotten at once. */
  private forget(now: number): void {
    const step = Math.floor(now / this.stepMs);
    const passed = Math.min(step - this.step, this.sizes.length);
    for (let forgotten = 0; forgotten < passed; forgotten += 1) {
      this.place = (this.place + 1) % this.sizes.length;
      this.clear(this.place);
    }
    this.step = step;
    this.stepEndsAt = (step + 1) * this.stepMs;
  }

  private clear(place: number): void {
    if (this.sizes[place] === 0) return;
    const counts = this.counts[place] as Uint32Array;
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      this.total[bucket] = (this.total[bucket] as number) - (counts[bucket] as number);
    }
    counts.fill(0);
    this.size -= this.sizes[place] as number;
    this.sizes[place] = 0;
  }
}
