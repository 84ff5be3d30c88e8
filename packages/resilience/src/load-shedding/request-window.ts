/** A tenth of the window is the error made at its far edge. */
const buckets = 10;
/** Whole numbers from -4 to 4; what is beyond counts as the nearest. */
const highest = 4;
const classes = 2 * highest + 1;
/** A bucket has the requests of each class and, behind them, what was accepted of all. */
const width = classes + 1;

const classOf = (priority: number): number =>
  highest + (Math.max(-highest, Math.min(highest, Math.round(priority))) || 0);

/** How many calls were asked for in the last `windowMs`, by priority, and how many of them the service accepted. */
export class RequestWindow {
  readonly windowMs: number;
  private readonly counts = new Uint32Array(buckets * width);
  private readonly sums = new Float64Array(width);
  private total = 0;
  private current = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  get requests(): number {
    return this.total;
  }

  get accepted(): number {
    return this.sums[classes] as number;
  }

  add(priority: number, accepted: boolean, now: number): void {
    this.moveTo(now);
    this.count(classOf(priority));
    this.total += 1;
    if (accepted) this.count(classes);
  }

  /** Forgets what is older than the window: after a silence all of it, not only the next bucket. */
  moveTo(now: number): void {
    const bucket = Math.floor((now / this.windowMs) * buckets);
    const expired = Math.min(buckets, bucket - this.current);
    for (let step = 1; step <= expired; step += 1) this.clear((this.current + step) % buckets);
    if (bucket > this.current) this.current = bucket;
  }

  /** The probability with which a call is turned away so that the share `share` is, the lowest priorities first. */
  probability(share: number, priority: number): number {
    const own = classOf(priority);
    let lower = 0;
    for (let index = 0; index < own; index += 1) lower += this.sums[index] as number;
    const wanted = share * this.total - lower;
    if (wanted <= 0) return 0;
    return wanted / Math.max(wanted, this.sums[own] as number);
  }

  private count(column: number): void {
    const cell = (this.current % buckets) * width + column;
    this.counts[cell] = (this.counts[cell] as number) + 1;
    this.sums[column] = (this.sums[column] as number) + 1;
  }

  private clear(bucket: number): void {
    for (let column = 0; column < width; column += 1) {
      const count = this.counts[bucket * width + column] as number;
      this.sums[column] = (this.sums[column] as number) - count;
      if (column < classes) this.total -= count;
    }
    this.counts.fill(0, bucket * width, (bucket + 1) * width);
  }
}
