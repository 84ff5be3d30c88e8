import type { Clock } from "../clock/clock.js";
import { checkOptions, either, milliseconds, optional, type Rule } from "../options/check-options.js";
import type { Line, QueueOrder, Waiter } from "./line.js";

export interface PriorityOptions {
  /**
   * Waiting this long counts as much as one level of priority, so that nobody waits for ever. Default 10,000 ms;
   * `Infinity`: strictly by priority, and a busy line may starve the lowest.
   */
  readonly ageingMs?: number;
}

interface Place<T> {
  readonly entry: T;
  readonly rank: number;
  readonly arrival: number;
  index: number;
}

const goesBefore = (one: Place<unknown>, other: Place<unknown>): boolean =>
  one.rank === other.rank ? one.arrival < other.arrival : one.rank > other.rank;

/**
 * A binary heap. Everybody ages alike, so who goes before whom never changes: `priority - joinedAt / ageingMs` is worked
 * out once, and no entry has to be looked at again as time passes.
 */
class PriorityLine<T> implements Line<T> {
  private readonly heap: Place<T>[] = [];
  private readonly clock: Clock;
  private readonly ageingMs: number;
  private arrivals = 0;

  constructor(clock: Clock, ageingMs: number) {
    this.clock = clock;
    this.ageingMs = ageingMs;
  }

  get size(): number {
    return this.heap.length;
  }

  join(entry: T, { priority }: Waiter): Place<T> {
    this.arrivals += 1;
    const level = Number.isNaN(priority) ? 0 : priority;
    const rank = level - this.clock.now() / this.ageingMs;
    const place = { entry, rank, arrival: this.arrivals, index: this.heap.length };
    this.heap.push(place);
    this.rise(place);
    return place;
  }

  next(): T | undefined {
    const place = this.heap[0];
    if (place === undefined) return undefined;
    this.leave(place);
    return place.entry;
  }

  leave(place: Place<T>): void {
    const last = this.heap.pop();
    if (last === undefined || last === place) return;
    this.put(last, place.index);
    this.rise(last);
    this.sink(last);
  }

  private put(place: Place<T>, index: number): void {
    this.heap[index] = place;
    place.index = index;
  }

  private rise(place: Place<T>): void {
    while (place.index > 0) {
      const parent = this.heap[(place.index - 1) >> 1];
      if (parent === undefined || goesBefore(parent, place)) return;
      this.swap(parent, place);
    }
  }

  private sink(place: Place<T>): void {
    for (;;) {
      const left = this.heap[2 * place.index + 1];
      const right = this.heap[2 * place.index + 2];
      const child = right !== undefined && left !== undefined && goesBefore(right, left) ? right : left;
      if (child === undefined || goesBefore(place, child)) return;
      this.swap(place, child);
    }
  }

  private swap(upper: Place<T>, lower: Place<T>): void {
    const { index } = upper;
    this.put(upper, lower.index);
    this.put(lower, index);
  }
}

const endless: Rule = (value) => (value === Number.POSITIVE_INFINITY ? undefined : "Infinity");
const rules = { ageingMs: optional(either(milliseconds(1), endless)) };

/**
 * The higher `priority` goes first, and among equals who came first.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const slots = bulkhead({ concurrency: 10, queue: 1_000, order: byPriority() });
 * await pipeline(slots).execute(answerCustomer, { priority: 5 });
 */
export function byPriority(options: PriorityOptions = {}): QueueOrder {
  checkOptions("byPriority", options, rules);
  const { ageingMs = 10_000 } = options;
  return <T>(clock: Clock) => new PriorityLine<T>(clock, ageingMs);
}
