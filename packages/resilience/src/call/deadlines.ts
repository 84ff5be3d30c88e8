import type { Clock, TimerHandle } from "../clock/clock.js";

/** Something that ends at a moment unless it is removed before. */
export interface Deadline {
  /** On the clock's `now`. */
  readonly dueAt: number;
  before: Deadline | undefined;
  after: Deadline | undefined;
  /** Has to remove it. */
  expire(): void;
}

/**
 * Deadlines behind one timer, for whichever is next: making and clearing a timer for each call cost two thirds of a
 * timeout. With `lingers` the timer outlives the last deadline, until it fires and finds nothing; meanwhile it does not
 * keep the process alive.
 */
export class Deadlines {
  private readonly clock: Clock;
  private readonly lingers: boolean;
  private first: Deadline | undefined;
  private last: Deadline | undefined;
  private timer: TimerHandle | undefined;
  private firesAt = 0;
  private source: unknown;

  constructor(clock: Clock, lingers: boolean) {
    this.clock = clock;
    this.lingers = lingers;
  }

  /** Deadlines mostly come in order, so that its place is last: only a time limit made shorter meanwhile goes before. */
  add(deadline: Deadline): void {
    const wasEmpty = this.first === undefined;
    let before = this.last;
    while (before !== undefined && before.dueAt > deadline.dueAt) before = before.before;
    this.link(before, deadline, before === undefined ? this.first : before.after);
    if (this.timer === undefined || this.firesAt > deadline.dueAt || this.clock.source !== this.source) this.arm();
    else if (wasEmpty) this.clock.keepAlive?.(this.timer, true);
  }

  remove(deadline: Deadline): void {
    const { before, after } = deadline;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    if (this.first === undefined && this.timer !== undefined) this.rest(this.timer);
  }

  private link(before: Deadline | undefined, deadline: Deadline, after: Deadline | undefined): void {
    deadline.before = before;
    deadline.after = after;
    if (before === undefined) this.first = deadline;
    else before.after = deadline;
    if (after === undefined) this.last = deadline;
    else after.before = deadline;
  }

  /** Runtimes cut the fraction of a ms off: a timer that fires too early for it finds nothing due, and is set again. */
  private arm(): void {
    const { clock, first } = this;
    if (this.timer !== undefined) clock.clearTimeout(this.timer);
    if (first === undefined) return;
    this.firesAt = first.dueAt;
    this.source = clock.source;
    this.timer = clock.setTimeout(() => this.fire(), Math.max(0, first.dueAt - clock.now()));
  }

  private rest(timer: TimerHandle): void {
    if (this.lingers && this.clock.keepAlive !== undefined) {
      this.clock.keepAlive(timer, false);
      return;
    }
    this.clock.clearTimeout(timer);
    this.timer = undefined;
  }

  private fire(): void {
    this.timer = undefined;
    const now = this.clock.now();
    for (let due = this.first; due !== undefined && due.dueAt <= now; due = this.first) due.expire();
    if (this.timer === undefined) this.arm();
  }
}
