import type { LimitAlgorithm } from "./limit-algorithm.js";

export interface EstimateSettings {
  readonly algorithm: LimitAlgorithm;
  readonly initialLimit: number;
  readonly minLimit: number;
  readonly maxLimit: number;
}

/** A probe that found less than this share of the baseline before it may have found only a shorter queue. */
const drainedWithin = 0.8;
/** Fewer calls say too little: the average of twenty exponential latencies is off by a quarter. */
const leastCalls = 20;
/** The baseline has to last for a hundred rounds: a tenth off. */
const leastForBaseline = 100;
/** Quiet rounds follow each other: together they are as exact. */
const quietWeight = 0.2;
/** Rounds from one look at the baseline to the next, and to the first: at the start it may have been taken in a queue. */
const roundsBetweenBaselines = 100;
const roundsToFirstBaseline = 10;
/** A round that nothing was added to for so long is no round. */
const forgottenAfterMs = 10_000;
/** A clock too coarse for the work measures 0; a ratio of latencies needs more. */
const shortest = 0.001;

/**
 * The limit as it follows from the calls, round by round. Three rules hold for every algorithm:
 *
 * - While at most half of the limit is in use, the application is the bottleneck: the limit does not grow, and what is
 *   measured is the baseline, because nobody has to wait.
 * - A service that is never idle hides its baseline: an average over the recent past, as in `Gradient2Limit`, follows a
 *   standing queue, and the limit follows the average, up and up. So once in a hundred rounds half of the limit is used
 *   for a round, which drains the queue and measures the baseline anew (as BBR's ProbeRTT and Envoy's adaptive
 *   concurrency do). The first round of a probe is not counted: of the calls that begin together, the short ones end
 *   first.
 * - A round in which the share `d` of the calls was dropped by the service takes `d / 2` off the limit (as DCTCP, RFC
 *   8257): a percent of timeouts costs half a percent, a service that drops everything gets half as much a round later.
 */
export class LimitEstimate {
  private readonly settings: () => EstimateSettings;
  private estimate: number;
  private baselineMs: number | undefined;
  private current = 0;
  private probing = false;
  private settling = true;
  private roundsToBaseline = roundsToFirstBaseline;
  private answered = 0;
  private dropped = 0;
  private latencySum = 0;
  private mostRunning = 0;
  private addedAt = Number.NEGATIVE_INFINITY;
  private wholeLimit = 0;
  private limitBy: EstimateSettings | undefined;

  constructor(settings: () => EstimateSettings) {
    this.settings = settings;
    this.estimate = settings().initialLimit;
  }

  /** Calls that may run now; worked out once a round or change of settings, asked for four times a call. */
  get limit(): number {
    const settings = this.settings();
    if (settings !== this.limitBy) {
      this.limitBy = settings;
      this.wholeLimit = Math.floor(this.bounded(this.probing ? this.estimate / 2 : this.estimate));
    }
    return this.wholeLimit;
  }

  /** How long a call takes when none has to wait within the service, in ms; `undefined` until it is known. */
  get baseline(): number | undefined {
    return this.baselineMs;
  }

  /** To be remembered by a call that begins: what began before a probe says nothing about it, nor after it. */
  get measurement(): number {
    return this.current;
  }

  /**
   * A call that began while `running` ran, itself included, has ended.
   *
   * @param ms how long it took; `undefined`: the service dropped it
   */
  add(measurement: number, running: number, ms: number | undefined, now: number): void {
    if (now - this.addedAt >= forgottenAfterMs) this.startAnew();
    this.addedAt = now;
    if (measurement !== this.current) return;
    if (ms === undefined) this.dropped += 1;
    else {
      this.answered += 1;
      this.latencySum += ms;
    }
    if (running > this.mostRunning) this.mostRunning = running;
    const calls = this.answered + this.dropped;
    if (calls >= this.limit && calls >= (this.probing ? leastForBaseline : leastCalls)) this.endRound(calls);
  }

  private endRound(calls: number): void {
    const latencyMs = this.answered === 0 ? undefined : Math.max(shortest, this.latencySum / this.answered);
    const isQuiet = this.mostRunning * 2 < this.estimate;
    const kept = 1 - this.dropped / calls / 2;
    this.startRound();
    if (this.settling) this.settling = false;
    else if (this.probing) this.learn(latencyMs, 1);
    else if (isQuiet) this.learn(latencyMs, quietWeight);
    else if (latencyMs !== undefined) this.adapt(latencyMs);
    this.estimate = this.bounded(this.estimate * kept);
    this.limitBy = undefined;
  }

  /** Nobody had to wait in this round; or fewer than before, and the next probe comes soon. */
  private learn(latencyMs: number | undefined, weight: number): void {
    const known = this.baselineMs ?? latencyMs;
    const learnt = latencyMs === undefined || known === undefined ? known : known + (latencyMs - known) * weight;
    const isDrained = (learnt ?? 0) > (known ?? 0) * drainedWithin;
    this.baselineMs = learnt;
    this.roundsToBaseline = isDrained ? roundsBetweenBaselines : roundsToFirstBaseline;
    this.probing = false;
  }

  private adapt(latencyMs: number): void {
    this.baselineMs ??= latencyMs;
    const next = this.settings().algorithm({ limit: this.estimate, latencyMs, baselineMs: this.baselineMs });
    // An algorithm of somebody's own may divide by zero; the limit stays then.
    if (Number.isFinite(next)) this.estimate = next;
    this.roundsToBaseline -= 1;
    if (this.roundsToBaseline <= 0) this.probe();
  }

  private bounded(limit: number): number {
    const { minLimit, maxLimit } = this.settings();
    return Math.max(minLimit, Math.min(maxLimit, limit));
  }

  private probe(): void {
    this.probing = true;
    this.settling = true;
    this.current += 1;
  }

  private startAnew(): void {
    this.probing = false;
    this.settling = true;
    this.limitBy = undefined;
    this.startRound();
  }

  private startRound(): void {
    this.answered = 0;
    this.dropped = 0;
    this.latencySum = 0;
    this.mostRunning = 0;
  }
}
