import type { Clock } from "../clock/clock.js";

/** Keys beyond are not counted: their nodes then say that they can not tell. */
const mostKeys = 10_000;

/** Calls by key of the last one to two windows: two counts a key, and no timer. */
export class RecentCalls {
  private readonly clock: Clock;
  private readonly windowMs: number;
  private current = new Map<string, number>();
  private previous = new Map<string, number>();
  private since: number;

  constructor(clock: Clock, windowMs: number) {
    this.clock = clock;
    this.windowMs = windowMs;
    this.since = clock.now();
  }

  add(key: string): void {
    this.rotate();
    const calls = this.current.get(key);
    if (calls !== undefined || this.current.size < mostKeys) this.current.set(key, (calls ?? 0) + 1);
  }

  of(key: string): number {
    this.rotate();
    return (this.current.get(key) ?? 0) + (this.previous.get(key) ?? 0);
  }

  private rotate(): void {
    const passed = this.clock.now() - this.since;
    if (passed < this.windowMs) return;
    this.previous = passed < 2 * this.windowMs ? this.current : new Map();
    this.current = new Map();
    this.since += passed - (passed % this.windowMs);
  }
}
