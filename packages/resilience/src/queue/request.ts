import { OwnCancellation } from "../call/cancellation.js";
import type { CallContext, CallOptions, Work } from "../call/context.js";
import type { TimerHandle } from "../clock/clock.js";
import type { Waiter } from "./line.js";

/** One accepted request of a queue; to its work, the context of the call. */
export class Request implements CallContext, Waiter {
  readonly work: Work<unknown>;
  readonly key: string | undefined;
  readonly priority: number;
  readonly idempotent: boolean;
  readonly attempt = 1;
  readonly deadline: number | undefined;
  readonly enqueuedAt: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Ends the work when the request is answered before it. */
  readonly cancellation = new OwnCancellation();
  /** In the line; nothing while it runs. */
  place: object | undefined;
  startedAt = 0;
  answered = false;
  deadlineTimer: TimerHandle | undefined;
  patienceTimer: TimerHandle | undefined;
  stopListening: (() => void) | undefined;

  constructor(
    work: Work<unknown>,
    options: CallOptions,
    now: number,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.work = work;
    this.key = options.key;
    this.priority = options.priority ?? 0;
    this.idempotent = options.idempotent ?? true;
    this.deadline = options.deadlineMs === undefined ? undefined : now + options.deadlineMs;
    this.enqueuedAt = now;
    this.resolve = resolve;
    this.reject = reject;
  }

  get signal(): AbortSignal {
    return this.cancellation.signal;
  }
}
