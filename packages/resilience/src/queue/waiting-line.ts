import type { Line } from "./line.js";

/** One waiting entry and its neighbours. */
export interface Place<T> {
  readonly entry: T;
  before: Place<T> | undefined;
  after: Place<T> | undefined;
}

/** First come, first served; anybody may leave from anywhere in constant time. */
export class WaitingLine<T> implements Line<T> {
  private first: Place<T> | undefined;
  private last: Place<T> | undefined;
  private length = 0;

  get size(): number {
    return this.length;
  }

  join(entry: T): Place<T> {
    const place: Place<T> = { entry, before: this.last, after: undefined };
    if (this.last === undefined) this.first = place;
    else this.last.after = place;
    this.last = place;
    this.length += 1;
    return place;
  }

  /** Takes the longest waiting entry out. */
  next(): T | undefined {
    const place = this.first;
    if (place === undefined) return undefined;
    this.leave(place);
    return place.entry;
  }

  /** Takes `place` out; it must still be in the line. */
  leave(place: Place<T>): void {
    if (place.before === undefined) this.first = place.after;
    else place.before.after = place.after;
    if (place.after === undefined) this.last = place.before;
    else place.after.before = place.before;
    this.length -= 1;
  }
}
