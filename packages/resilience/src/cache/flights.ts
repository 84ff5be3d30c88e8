import { type Cancellation, OwnCancellation } from "../call/cancellation.js";
import { type CallRecord, newRecord } from "../call/record.js";
import { untilCancelled } from "../call/until-cancelled.js";
import { refusal } from "../errors/resilience-error.js";

/** One load in progress and those who wait for it. */
export interface Flight<T> {
  readonly outcome: Promise<T>;
  readonly cancellation: OwnCancellation;
  /** What the load's policies noted. */
  readonly record: CallRecord;
  /** Deletions by tag before it began. */
  readonly deletionsBefore: number;
  /** The version of a shared store's change that it may have missed; what is older is not kept. */
  outdatedBy: number;
  waiters: number;
}

/** At most one load per key; its result and its failure are everybody's. */
export class Flights<T> {
  private readonly byKey = new Map<string, Flight<T>>();

  get size(): number {
    return this.byKey.size;
  }

  find(key: string): Flight<T> | undefined {
    return this.byKey.get(key);
  }

  /** Whether `flight` is still the load of `key`, that is, its result may be kept. */
  isCurrent(key: string, flight: Flight<T>): boolean {
    return this.byKey.get(key) === flight;
  }

  start(key: string, deletionsBefore: number, load: (flight: Flight<T>) => Promise<T>): Flight<T> {
    const flight: Flight<T> = {
      outcome: Promise.resolve()
        .then(() => load(flight))
        .finally(() => this.forget(key, flight)),
      cancellation: new OwnCancellation(),
      record: newRecord(),
      deletionsBefore,
      outdatedBy: 0,
      waiters: 0,
    };
    this.byKey.set(key, flight);
    // Everybody may have left, and a refresh has nobody waiting: its failure is not an unhandled rejection.
    flight.outcome.catch(() => {});
    return flight;
  }

  /** Waits for `flight` until `cancellation`; the last one to leave aborts it. Who can not leave keeps it going. */
  wait(key: string, flight: Flight<T>, cancellation: Cancellation | undefined): Promise<T> {
    flight.waiters += 1;
    if (cancellation === undefined) return flight.outcome;
    return untilCancelled(flight.outcome, cancellation, () => {
      flight.waiters -= 1;
      if (flight.waiters > 0) return;
      this.forget(key, flight);
      flight.cancellation.cancel(refusal("ABORTED", "Nobody waits for this load any more."));
    });
  }

  /** Lets the load end for those who wait, but keeps nothing of it; the next caller starts a new one. */
  forget(key: string, flight: Flight<T> | undefined = this.byKey.get(key)): void {
    if (flight !== undefined && this.isCurrent(key, flight)) this.byKey.delete(key);
  }

  forgetAll(): void {
    this.byKey.clear();
  }
}
