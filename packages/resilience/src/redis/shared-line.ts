import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Clock, TimerHandle } from "../clock/clock.js";
import type { ResilienceError } from "../errors/resilience-error.js";
import { type Place, WaitingLine } from "../queue/waiting-line.js";
import type { Meter } from "../rate-limiter/meter.js";
import { localMeter, type RedisRateLimiterSettings } from "./rate-limiter-options.js";
import type { SlotServer, Slots } from "./slots.js";

/** What the lines of one limiter have in common. */
export interface Limiter {
  readonly slots: SlotServer;
  readonly clock: Clock;
  readonly settings: RedisRateLimiterSettings;
  /** Until when the limiter as a whole is paused, as far as this process knows. */
  readonly pausedUntil: number;
  refused(call: Call, problem: string, retryAfterMs: number | undefined): ResilienceError;
  queued(call: Call, waiting: number): void;
  /** A call that was told to be queued waits no more. */
  dequeued(call: Call, outcome: "admitted" | "left", waitedMs: number): void;
}

interface Waiter {
  readonly call: Call;
  /** `undefined` once it is out of the line. */
  place: Place<Waiter> | undefined;
  /** Since when it is known to have to wait. */
  queuedAt: number | undefined;
  settle(error?: ResilienceError): void;
}

/**
 * How far ahead slots are fetched but the next one. Timers run in whole ms: with less, a limit of thousands a second
 * would never be reached; with more, a process would keep slots that others could use.
 */
const horizonMs = 5;

/** How long calls wait locally at most before they look whether the server is back. */
const lookAgainMs = 500;

/**
 * The calls of this process that want a permit of one key, in order. One of them asks the server at a time, for all
 * that wait; the server reserves the next slot for this process, so nobody asks twice for a permit, and processes get
 * theirs in the order in which they asked. While the server is gone, a meter of this process decides.
 */
export class SharedLine {
  private readonly limiter: Limiter;
  private readonly key: string;
  private readonly line = new WaitingLine<Waiter>();
  private first: Waiter | undefined;
  /** When the slots that are reserved for this line begin, on `clock.now()`, in order. */
  private permits: number[] = [];
  private latest: { readonly givenAt: number; readonly count: number } = { givenAt: 0, count: 0 };
  /** Who came since the server was last asked: whether they have to wait, and for too long, is not known yet. */
  private newcomers: Waiter[] = [];
  /** The question under way. */
  private asking: Promise<void> | undefined;
  private timer: TimerHandle | undefined;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private meter: { readonly settings: RedisRateLimiterSettings; readonly meter: Meter } | undefined;
  /** When a call with so many before it can start at the earliest. */
  private turnAfter: (ahead: number) => number = () => Number.NEGATIVE_INFINITY;

  constructor(limiter: Limiter, key: string) {
    this.limiter = limiter;
    this.key = key;
  }

  get waiting(): number {
    return this.line.size;
  }

  /** Whether forgetting this line loses nothing that the server does not know. */
  get isFresh(): boolean {
    const now = this.limiter.clock.now();
    return this.asking === undefined && this.line.size === 0 && this.pausedUntil <= now && this.local.isFresh(now);
  }

  /** Resolves when the call may start. */
  join(call: Call): Promise<void> {
    return new Promise((resolve, reject) => {
      const ahead = this.line.size;
      const known = ahead > 0 && this.asking === undefined && this.turnAfter(ahead) > this.limiter.clock.now();
      const problem = known ? this.problemOf(call, ahead) : undefined;
      if (problem !== undefined) {
        reject(problem);
        return;
      }
      const onCancel = () => {
        if (call.cancellation === undefined) return;
        this.tellDequeued(waiter, "left");
        this.leave(waiter, leftWaiting(call.cancellation));
        if (this.line.size === 0) this.serve();
      };
      const waiter: Waiter = {
        call,
        place: undefined,
        queuedAt: undefined,
        settle(error) {
          call.cancellation?.unsubscribe(onCancel);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      waiter.place = this.line.join(waiter);
      this.first ??= waiter;
      call.cancellation?.subscribe(onCancel);
      if (known) this.tellQueued(waiter, this.line.size);
      else this.newcomers.push(waiter);
      if (this.line.size === 1) this.serve();
    });
  }

  /** How long a call made now would wait, behind all who wait already. */
  async waitTime(): Promise<number> {
    const { slots, settings, clock } = this.limiter;
    // What it brings for those who wait must not be counted twice.
    while (this.asking !== undefined) await this.asking;
    const count = this.line.size - this.permits.length + 1;
    try {
      const unbounded = { count, horizonMs: Number.POSITIVE_INFINITY, patienceMs: Number.POSITIVE_INFINITY };
      const { waits } = await slots.look(this.key, unbounded, settings);
      const beyond = Math.max(0, count - waits.length);
      return (waits.at(-1) ?? 0) + (beyond * settings.periodMs) / settings.limit;
    } catch {
      if (settings.whenGone === "allow") return 0;
      if (settings.whenGone === "reject") return Number.POSITIVE_INFINITY;
      return this.localTurn(this.line.size) - clock.now();
    }
  }

  /** Slots reserved before the pause are dropped: after it they would come on top of new ones. */
  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
    this.permits = [];
    if (this.line.size > 0) this.serve();
  }

  /** Asks the server anew: it is back, or the settings have changed. */
  askAgain(): void {
    if (this.line.size > 0) this.serve();
  }

  private tellQueued(waiter: Waiter, waiting: number): void {
    waiter.queuedAt = this.limiter.clock.now();
    this.limiter.queued(waiter.call, waiting);
  }

  private tellDequeued({ call, queuedAt }: Waiter, outcome: "admitted" | "left"): void {
    if (queuedAt !== undefined) this.limiter.dequeued(call, outcome, this.limiter.clock.now() - queuedAt);
  }

  private admit(waiter: Waiter): void {
    this.tellDequeued(waiter, "admitted");
    this.leave(waiter);
  }

  private leave(waiter: Waiter, error?: ResilienceError): void {
    const { place } = waiter;
    if (place === undefined) return;
    if (waiter === this.first) this.first = place.after?.entry;
    waiter.place = undefined;
    this.line.leave(place);
    waiter.settle(error);
  }

  private serve(): void {
    const { clock } = this.limiter;
    this.stopTimer();
    const now = clock.now();
    this.admitDue(now);
    if (this.first === undefined) {
      this.giveBack();
      return;
    }
    const reservedUntil = this.permits.at(-1) ?? now;
    if (this.asking === undefined && this.permits.length < this.line.size && reservedUntil - now <= horizonMs) {
      this.asking = this.ask(now);
    }
    const next = this.permits[0];
    if (next !== undefined) this.startTimer(next - now);
  }

  private admitDue(now: number): void {
    while (this.first !== undefined && (this.permits[0] ?? Number.POSITIVE_INFINITY) <= now) {
      this.permits.shift();
      // So that the local meter knows what has been used when it has to take over.
      if (this.local.waitMs(now, 0) === 0) this.local.take(now);
      this.admit(this.first);
    }
  }

  private async ask(now: number): Promise<void> {
    const { slots, clock, settings } = this.limiter;
    const first = this.permits.length === 0 ? this.first : undefined;
    const mayWait = settings.maxQueue > 0;
    const patienceMs = mayWait ? (first?.call.deadline ?? Number.POSITIVE_INFINITY) - now : 0;
    const count = this.line.size - this.permits.length;
    let given: Slots;
    try {
      given = await slots.take(this.key, { count, horizonMs: mayWait ? horizonMs : 0, patienceMs }, settings);
    } catch {
      this.asking = undefined;
      this.serveLocally();
      return;
    }
    this.asking = undefined;
    const answeredAt = clock.now();
    this.accept(given, answeredAt, settings);
    if (given.waits.length === 0 && first?.place !== undefined) this.leave(first, this.tooLate(first.call, 0));
    this.reviewNewcomers(answeredAt);
    this.serve();
  }

  private accept({ givenAt, waits, following }: Slots, now: number, settings: RedisRateLimiterSettings): void {
    // From when the answer is here: never earlier than the server meant.
    for (const wait of waits) this.permits.push(now + wait);
    this.latest = { givenAt, count: waits.length };
    const next = now + following;
    const { kind, limit, periodMs } = settings;
    this.turnAfter = (ahead) => {
      const reserved = this.permits[ahead];
      if (reserved !== undefined) return reserved;
      // Others are free now; how many the next answer tells.
      if (following === 0) return Number.NEGATIVE_INFINITY;
      const others = ahead - this.permits.length;
      return next + (kind === "gcra" ? (others * periodMs) / limit : Math.floor(others / limit) * periodMs);
    };
    this.admitDue(now);
  }

  /** Slots that nobody waits for any more; a reply under way may bring others, which follow. */
  private giveBack(): void {
    const { slots, settings } = this.limiter;
    const count = Math.min(this.permits.length, this.latest.count);
    this.permits = [];
    if (count > 0) slots.giveBack(this.key, this.latest.givenAt, count, settings);
  }

  private serveLocally(): void {
    const { clock, settings } = this.limiter;
    const now = clock.now();
    this.stopTimer();
    this.turnAfter = (ahead) => this.localTurn(ahead, now);
    const { whenGone } = settings;
    while (this.first !== undefined && (whenGone !== "local" || this.localTurn(0, now) <= now)) {
      if (whenGone === "local") this.local.take(now);
      if (whenGone !== "reject") this.admit(this.first);
      else this.leave(this.first, this.limiter.refused(this.first.call, "Redis is gone", undefined));
    }
    this.reviewNewcomers(now);
    if (this.first !== undefined) this.startTimer(Math.min(this.localTurn(0, now) - now, lookAgainMs));
  }

  private localTurn(ahead: number, now: number = this.limiter.clock.now()): number {
    const start = Math.max(now, this.pausedUntil, this.limiter.pausedUntil);
    return start + this.local.waitMs(start, ahead);
  }

  /** Kept up to date while the server decides: what it has let through counts when this takes over. */
  private get local(): Meter {
    const { settings } = this.limiter;
    if (this.meter?.settings !== settings) this.meter = { settings, meter: localMeter(settings) };
    return this.meter.meter;
  }

  /** Turns away those who came last beyond `maxQueue`, and those whose turn would come after their deadline. */
  private reviewNewcomers(now: number): void {
    const came = this.newcomers.filter(({ place }) => place !== undefined);
    this.newcomers = [];
    // They are the last of the line, in order; those who are turned away leave their place to those behind.
    let ahead = this.line.size - came.length;
    for (const waiter of came) {
      if (this.turnAfter(ahead) <= now) {
        // Perhaps at once: the next answer tells.
        this.newcomers.push(waiter);
        ahead += 1;
        continue;
      }
      const problem = this.problemOf(waiter.call, ahead);
      if (problem !== undefined) {
        this.leave(waiter, problem);
        continue;
      }
      ahead += 1;
      this.tellQueued(waiter, ahead);
    }
  }

  private problemOf(call: Call, ahead: number): ResilienceError | undefined {
    const { maxQueue } = this.limiter.settings;
    const turn = this.turnAfter(ahead);
    if (ahead >= maxQueue) return this.limiter.refused(call, `${maxQueue} calls wait already`, this.msUntil(turn));
    return call.deadline !== undefined && turn >= call.deadline ? this.tooLate(call, ahead) : undefined;
  }

  private tooLate(call: Call, ahead: number): ResilienceError {
    const waitMs = this.msUntil(this.turnAfter(ahead));
    const { maxQueue } = this.limiter.settings;
    const problem = maxQueue === 0 ? "no permit is free" : "the turn would come after the call's deadline";
    return this.limiter.refused(call, problem, waitMs);
  }

  private msUntil(moment: number): number {
    return Math.max(0, moment - this.limiter.clock.now());
  }

  /** Whole ms, rounded up: a timer that fires a fraction early would find no permit and start anew for nothing. */
  private startTimer(ms: number): void {
    this.timer = this.limiter.clock.setTimeout(() => this.serve(), Math.ceil(ms));
  }

  private stopTimer(): void {
    if (this.timer !== undefined) this.limiter.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }
}
