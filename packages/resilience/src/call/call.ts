import type { Cancellation } from "./cancellation.js";
import type { CallContext, CallOptions, Work } from "./context.js";
import type { Hold } from "./hold.js";
import type { CallRecord } from "./record.js";

/** What stays the same through all layers and attempts of a call. */
export interface Request {
  readonly work: Work<unknown>;
  /** The caller's own object is not kept: it may be changed and used again while the call is under way. */
  readonly options: Pick<CallOptions, "key" | "idempotent" | "priority"> | undefined;
  readonly record: CallRecord | undefined;
}

/** One call on its way through a pipeline; policies pass it on, or a narrower copy of it, and never change it. */
export class Call implements CallContext {
  readonly attempt: number;
  readonly deadline: number | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly hold: Hold | undefined;
  private readonly request: Request;
  private unabortedSignal: AbortSignal | undefined;

  constructor(request: Request, attempt: number, deadline?: number, cancellation?: Cancellation, hold?: Hold) {
    this.request = request;
    this.attempt = attempt;
    this.deadline = deadline;
    this.cancellation = cancellation;
    this.hold = hold;
    this.unabortedSignal = undefined;
  }

  get work(): Work<unknown> {
    return this.request.work;
  }

  get key(): string | undefined {
    return this.request.options?.key;
  }

  get idempotent(): boolean {
    return this.request.options?.idempotent ?? true;
  }

  get priority(): number {
    return this.request.options?.priority ?? 0;
  }

  get record(): CallRecord | undefined {
    return this.request.record;
  }

  /** Never a signal shared between calls: listeners that the work adds must go away with the call. */
  get signal(): AbortSignal {
    if (this.cancellation !== undefined) return this.cancellation.signal;
    this.unabortedSignal ??= new AbortController().signal;
    return this.unabortedSignal;
  }

  asAttempt(attempt: number): Call {
    if (attempt === this.attempt) return this;
    return new Call(this.request, attempt, this.deadline, this.cancellation, this.hold);
  }

  within(cancellation: Cancellation, deadline: number): Call {
    const nearest = this.deadline === undefined ? deadline : Math.min(deadline, this.deadline);
    return new Call(this.request, this.attempt, nearest, cancellation, this.hold);
  }

  /** One of several attempts that race: ended for itself, without the others. */
  cancellableBy(cancellation: Cancellation, attempt: number): Call {
    return new Call(this.request, attempt, this.deadline, cancellation, this.hold);
  }

  holding(hold: Hold): Call {
    return new Call(this.request, this.attempt, this.deadline, this.cancellation, hold);
  }

  /** The load that several calls share: nobody's deadline, cancelled by a rule of its own. */
  shared(cancellation: Cancellation, record: CallRecord): Call {
    return new Call({ ...this.request, record }, 1, undefined, cancellation, this.hold);
  }

  /** The same call, with `record` to note on. */
  recording(record: CallRecord): Call {
    return new Call({ ...this.request, record }, this.attempt, this.deadline, this.cancellation, this.hold);
  }

  /** The same call around other work. */
  doing(work: Work<unknown>): Call {
    return new Call({ ...this.request, work }, this.attempt, this.deadline, this.cancellation, this.hold);
  }
}
