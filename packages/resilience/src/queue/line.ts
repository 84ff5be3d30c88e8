import type { Clock } from "../clock/clock.js";

/** What an order may go by; a call of a pipeline is one. */
export interface Waiter {
  readonly key: string | undefined;
  readonly priority: number;
}

/** Entries that wait, in some order; nothing costs more than the logarithm of how many wait. */
export interface Line<T> {
  readonly size: number;
  /** Adds an entry and returns its place, which only `leave` of this very line understands. */
  join(entry: T, waiter: Waiter): object;
  /** Takes out whose turn it is. */
  next(): T | undefined;
  /** Takes `place` out, wherever it is; it must still be in the line. */
  leave(place: object): void;
}

/** Who goes first where calls wait: `byPriority()`, `fairByKey()`; without one, who came first. */
export type QueueOrder = <T>(clock: Clock) => Line<T>;

/** Who has neither key nor priority. */
export const anybody: Waiter = Object.freeze({ key: undefined, priority: 0 });
