import type { Clock, TimerHandle } from "../clock/clock.js";

interface VirtualTimer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  keeps: boolean;
}

/** All promise callbacks that are due have run once the event loop has turned. */
const turnOfTheLoop = (): Promise<void> =>
  new Promise((resolve) => {
    const immediate: unknown = Reflect.get(globalThis, "setImmediate");
    if (typeof immediate === "function") immediate(resolve);
    else globalThis.setTimeout(resolve, 0);
  });

/**
 * Time that moves only when told to.
 *
 * @example
 * const clock = new VirtualClock();
 * const call = pipeline(timeout({ ms: 1_000, clock })).execute(() => new Promise(() => {}));
 * await clock.advance(1_000); // the call has been rejected
 */
export class VirtualClock implements Clock {
  private elapsed = 0;
  private wallOffset: number;
  private order = 0;
  private readonly timers = new Set<VirtualTimer>();

  /** @param wallStart what `wallNow` says at the start, ms since 1970; default 2026-01-01 */
  constructor(wallStart: number = Date.UTC(2026, 0, 1)) {
    this.wallOffset = wallStart;
  }

  now(): number {
    return this.elapsed;
  }

  wallNow(): number {
    return this.wallOffset + this.elapsed;
  }

  setTimeout(callback: () => void, ms: number): TimerHandle {
    this.order += 1;
    const timer = { at: this.elapsed + Math.max(0, ms), order: this.order, callback, keeps: true };
    this.timers.add(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    this.timers.delete(handle as VirtualTimer);
  }

  keepAlive(handle: TimerHandle, keeps: boolean): void {
    (handle as VirtualTimer).keeps = keeps;
  }

  /** Timers that have not fired and would keep a process alive: 0 when nothing was left behind. */
  get pendingTimers(): number {
    let pending = 0;
    for (const { keeps } of this.timers) if (keeps) pending += 1;
    return pending;
  }

  /** Moves the wall clock alone, as an operator or a time server does. */
  stepWall(ms: number): void {
    this.wallOffset += ms;
  }

  /** Lets `ms` pass: fires what is due, in order, and lets promises settle before and after each. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed + ms;
    await turnOfTheLoop();
    for (let timer = this.nextUntil(end); timer !== undefined; timer = this.nextUntil(end)) {
      this.timers.delete(timer);
      this.elapsed = Math.max(this.elapsed, timer.at);
      timer.callback();
      await turnOfTheLoop();
    }
    this.elapsed = end;
  }

  private nextUntil(end: number): VirtualTimer | undefined {
    let next: VirtualTimer | undefined;
    for (const timer of this.timers) {
      if (timer.at > end) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
