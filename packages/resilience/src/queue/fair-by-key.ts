import type { Clock } from "../clock/clock.js";
import { callable, checkOptions, optional } from "../options/check-options.js";
import type { Line, QueueOrder, Waiter } from "./line.js";
import { type Place, WaitingLine } from "./waiting-line.js";

export interface FairnessOptions {
  /** The part of the call's key that counts: `(key) => key.split("/")[0]` is fair between tenants. */
  readonly by?: (key: string) => string;
  /** The order among the calls of one key. Default: who came first. */
  readonly within?: QueueOrder;
}

/** Those who wait under one key; it has one turn in each round. */
interface Lane<T> {
  readonly key: string;
  readonly line: Line<T>;
  turn: Place<Lane<T>> | undefined;
}

interface PlaceInLane<T> {
  readonly lane: Lane<T>;
  readonly place: object;
}

/** Keys take turns. A key is forgotten with its last entry, so there are never more keys than entries. */
class FairLine<T> implements Line<T> {
  private readonly lanes = new Map<string, Lane<T>>();
  private readonly round = new WaitingLine<Lane<T>>();
  private readonly by: (key: string) => string;
  private readonly newLine: () => Line<T>;
  private length = 0;

  constructor(by: (key: string) => string, newLine: () => Line<T>) {
    this.by = by;
    this.newLine = newLine;
  }

  get size(): number {
    return this.length;
  }

  join(entry: T, waiter: Waiter): PlaceInLane<T> {
    const key = this.by(waiter.key ?? "");
    const lane = this.lanes.get(key) ?? this.addLane(key);
    this.length += 1;
    return { lane, place: lane.line.join(entry, waiter) };
  }

  next(): T | undefined {
    const lane = this.round.next();
    if (lane === undefined) return undefined;
    const entry = lane.line.next();
    this.length -= 1;
    if (lane.line.size > 0) lane.turn = this.round.join(lane);
    else this.lanes.delete(lane.key);
    return entry;
  }

  leave({ lane, place }: PlaceInLane<T>): void {
    lane.line.leave(place);
    this.length -= 1;
    if (lane.line.size > 0) return;
    if (lane.turn !== undefined) this.round.leave(lane.turn);
    this.lanes.delete(lane.key);
  }

  private addLane(key: string): Lane<T> {
    const lane: Lane<T> = { key, line: this.newLine(), turn: undefined };
    lane.turn = this.round.join(lane);
    this.lanes.set(key, lane);
    return lane;
  }
}

/**
 * Keys take turns, so that a key with a thousand calls delays another's single one by one call and not by a thousand.
 * Calls without a key share one turn.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example bulkhead({ concurrency: 10, queue: 1_000, order: fairByKey({ within: byPriority() }) })
 */
export function fairByKey(options: FairnessOptions = {}): QueueOrder {
  checkOptions("fairByKey", options, { by: optional(callable), within: optional(callable) });
  const { by = (key) => key, within } = options;
  return <T>(clock: Clock) => new FairLine<T>(by, () => (within === undefined ? new WaitingLine<T>() : within(clock)));
}
