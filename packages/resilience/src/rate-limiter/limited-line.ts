import type { Cancellation } from "../call/cancellation.js";
import type { Clock, TimerHandle } from "../clock/clock.js";
import type { WaitTold } from "../queue/tell-waiting.js";
import { type Admit, waitInLine } from "../queue/wait-in-line.js";
import { WaitingLine } from "../queue/waiting-line.js";
import type { Meter, Rate } from "./meter.js";

/** One meter and those who wait for it, in order; one timer, for whoever is first. */
export class LimitedLine {
  private readonly meter: Meter;
  private readonly clock: Clock;
  /** Until when the limiter as a whole is paused. */
  private readonly pausedElsewhereUntil: () => number;
  private readonly line = new WaitingLine<Admit>();
  private timer: TimerHandle | undefined;
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(meter: Meter, clock: Clock, pausedElsewhereUntil: () => number) {
    this.meter = meter;
    this.clock = clock;
    this.pausedElsewhereUntil = pausedElsewhereUntil;
  }

  get waiting(): number {
    return this.line.size;
  }

  /** Whether forgetting this line loses nothing. */
  get isFresh(): boolean {
    const now = this.clock.now();
    return this.line.size === 0 && this.pausedUntil <= now && this.meter.isFresh(now);
  }

  /** How long a call made now would wait, behind all who wait already. */
  waitTime(now: number): number {
    return this.waitBehind(now, this.line.size);
  }

  /** Takes a permit if there is one and nobody waits for it. */
  tryTake(now: number): boolean {
    if (this.line.size > 0 || this.waitTime(now) > 0) return false;
    this.meter.take(now);
    return true;
  }

  join(cancellation: Cancellation | undefined, told: WaitTold): Promise<void> {
    const turn = waitInLine(this.line, {
      cancellation,
      patience: undefined,
      onAdmit: told.onAdmit,
      onLeave: (error) => {
        if (this.line.size === 0) this.stopTimer();
        told.onLeave(error);
      },
    });
    if (this.timer === undefined) this.startTimer(this.clock.now());
    return turn;
  }

  adapt(rate: Rate): void {
    this.meter.adapt(rate);
    this.stopTimer();
    if (this.line.size > 0) this.serve();
  }

  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  private waitBehind(now: number, ahead: number): number {
    const start = Math.max(now, this.pausedUntil, this.pausedElsewhereUntil());
    return start - now + this.meter.waitMs(start, ahead);
  }

  /** Whole ms, rounded up: a timer that fires a fraction early would find no permit and start anew for nothing. */
  private startTimer(now: number): void {
    this.timer = this.clock.setTimeout(() => this.serve(), Math.ceil(this.waitBehind(now, 0)));
  }

  private stopTimer(): void {
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private serve(): void {
    this.timer = undefined;
    const now = this.clock.now();
    while (this.line.size > 0 && this.waitBehind(now, 0) === 0) {
      this.meter.take(now);
      this.line.next()?.();
    }
    if (this.line.size > 0) this.startTimer(now);
  }
}
