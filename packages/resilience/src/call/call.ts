import type { Cancellation } from "./cancellation.js";
import type { CallContext, Work } from "./context.js";
import type { Hold } from "./hold.js";
import type { CallRecord } from "./record.js";

interface CallFields {
  readonly work: Work<unknown>;
  readonly key: string | undefined;
  readonly attempt: number;
  readonly deadline: number | undefined;
  readonly idempotent: boolean;
  readonly priority: number;
  readonly cancellation: Cancellation | undefined;
  readonly hold: Hold | undefined;
  readonly record: CallRecord | undefined;
}

/** One call on its way through a pipeline; policies pass it on, or a narrower copy of it, and never change it. */
export class Call implements CallContext {
  readonly work: Work<unknown>;
  readonly key: string | undefined;
  readonly attempt: number;
  readonly deadline: number | undefined;
  readonly idempotent: boolean;
  readonly priority: number;
  readonly cancellation: Cancellation | undefined;
  readonly hold: Hold | undefined;
  readonly record: CallRecord | undefined;
  private unabortedSignal: AbortSignal | undefined;

  constructor(fields: CallFields) {
    this.work = fields.work;
    this.key = fields.key;
    this.attempt = fields.attempt;
    this.deadline = fields.deadline;
    this.idempotent = fields.idempotent;
    this.priority = fields.priority;
    this.cancellation = fields.cancellation;
    this.hold = fields.hold;
    this.record = fields.record;
    this.unabortedSignal = undefined;
  }

  /** Never a signal shared between calls: listeners that the work adds must go away with the call. */
  get signal(): AbortSignal {
    if (this.cancellation !== undefined) return this.cancellation.signal;
    this.unabortedSignal ??= new AbortController().signal;
    return this.unabortedSignal;
  }

  asAttempt(attempt: number): Call {
    return attempt === this.attempt ? this : this.derive(attempt, this.deadline, this.cancellation, this.hold);
  }

  within(cancellation: Cancellation, deadline: number): Call {
    const nearest = this.deadline === undefined ? deadline : Math.min(deadline, this.deadline);
    return this.derive(this.attempt, nearest, cancellation, this.hold);
  }

  /** One of several attempts that race: ended for itself, without the others. */
  cancellableBy(cancellation: Cancellation, attempt: number): Call {
    return this.derive(attempt, this.deadline, cancellation, this.hold);
  }

  holding(hold: Hold): Call {
    return this.derive(this.attempt, this.deadline, this.cancellation, hold);
  }

  /** The load that several calls share: nobody's deadline, cancelled by a rule of its own. */
  shared(cancellation: Cancellation, record: CallRecord): Call {
    const { work, key, idempotent, priority, hold } = this;
    return new Call({ work, key, attempt: 1, deadline: undefined, idempotent, priority, cancellation, hold, record });
  }

  private derive(
    attempt: number,
    deadline: number | undefined,
    cancellation: Cancellation | undefined,
    hold: Hold | undefined,
  ): Call {
    const { work, key, idempotent, priority, record } = this;
    return new Call({ work, key, attempt, deadline, idempotent, priority, cancellation, hold, record });
  }
}
