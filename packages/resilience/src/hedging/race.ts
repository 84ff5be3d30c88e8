import type { Call } from "../call/call.js";
import { OwnCancellation } from "../call/cancellation.js";
import type { Clock, TimerHandle } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import type { Next } from "../pipeline/policy.js";
import type { Pace } from "./pace.js";
import type { Verdict } from "./verdict.js";

/** What all races of one policy go by. */
export interface Course {
  readonly policy: string;
  readonly clock: Clock;
  judge(error: unknown): Verdict;
  /** Whether a call that has been hedged so often may be hedged again; it is paid for then. */
  takeHedge(hedges: number): boolean;
  /** A hedge was the first to answer. */
  onHedgeWon(): void;
}

interface Contender {
  readonly attempt: number;
  readonly cancellation: OwnCancellation;
  /** Settles when the attempt has ended, and never rejects. */
  outcome: Promise<void> | undefined;
  running: boolean;
  failure: { readonly error: unknown } | undefined;
}

const overtaken = (): ResilienceError =>
  refusal("ABORTED", "Another attempt at the same call ended it; this one is not needed any more.");

/** The attempts at one call: the first success is the answer, and ends the others by their own signals. */
export class Race {
  private readonly call: Call;
  private readonly next: Next;
  private readonly course: Course;
  private readonly pace: Pace;
  private readonly contenders: Contender[] = [];
  private running = 0;
  private over = false;
  private timer: TimerHandle | undefined;
  private onCancel: (() => void) | undefined;
  private resolve: ((value: unknown) => void) | undefined;
  private reject: ((error: unknown) => void) | undefined;

  constructor(call: Call, next: Next, course: Course, pace: Pace) {
    this.call = call;
    this.next = next;
    this.course = course;
    this.pace = pace;
  }

  run(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      const outer = this.call.cancellation;
      if (outer !== undefined) {
        this.onCancel = () => this.fail(outer.error, outer.error, outer.reason);
        outer.subscribe(this.onCancel);
      }
      this.start();
      this.waitForHedge();
    });
  }

  private get hedges(): number {
    return this.contenders.length - 1;
  }

  private start(): void {
    const attempt = this.call.attempt + this.contenders.length;
    const contender: Contender = {
      attempt,
      cancellation: new OwnCancellation(),
      outcome: undefined,
      running: true,
      failure: undefined,
    };
    this.contenders.push(contender);
    this.running += 1;
    contender.outcome = this.compete(contender);
    // The work may itself have ended the call, by its caller's signal, while it began.
    if (this.over) this.call.hold?.keepUntil(contender.outcome);
  }

  private async compete(contender: Contender): Promise<void> {
    let value: unknown;
    try {
      value = await this.next(this.call.cancellableBy(contender.cancellation, contender.attempt));
    } catch (error) {
      contender.running = false;
      contender.failure = { error };
      if (!this.over) this.onFailure(error);
      return;
    }
    contender.running = false;
    if (!this.over) this.onSuccess(contender, value);
  }

  private onSuccess(winner: Contender, value: unknown): void {
    const [first] = this.contenders;
    if (first === winner || first?.running) this.pace.measure?.();
    if (first !== winner) this.course.onHedgeWon();
    if (this.hedges > 0 && observed()) {
      emit({ type: "hedge.won", policy: this.course.policy, key: this.call.key, attempt: winner.attempt });
    }
    this.end();
    this.resolve?.(value);
    this.stopOthers();
  }

  private onFailure(error: unknown): void {
    this.running -= 1;
    const verdict = this.course.judge(error);
    if (verdict === "again") this.hedge("failed");
    if (verdict === "answer") this.fail(error);
    else if (this.running === 0) this.fail(this.contenders[0]?.failure?.error);
  }

  private fail(error: unknown, ending?: ResilienceError, reason?: unknown): void {
    if (this.over) return;
    this.end();
    this.reject?.(error);
    this.stopOthers(ending, reason);
  }

  private end(): void {
    this.over = true;
    this.stopWaiting();
    if (this.onCancel !== undefined) this.call.cancellation?.unsubscribe(this.onCancel);
    const { record } = this.call;
    for (const { attempt, failure } of this.contenders) {
      if (failure !== undefined) record?.trail.push({ step: `attempt ${attempt}`, error: failure.error });
    }
  }

  private stopOthers(ending?: ResilienceError, reason?: unknown): void {
    let error = ending;
    for (const { running, outcome, cancellation } of this.contenders) {
      if (!running) continue;
      error ??= overtaken();
      if (outcome !== undefined) this.call.hold?.keepUntil(outcome);
      cancellation.cancel(error, ending === undefined ? error : reason);
    }
  }

  /** The delay starts anew with every attempt. */
  private waitForHedge(): void {
    const { delayMs } = this.pace;
    const { clock } = this.course;
    const { deadline } = this.call;
    if (this.over || delayMs === undefined) return;
    if (deadline !== undefined && clock.now() + delayMs >= deadline) return;
    this.timer = clock.setTimeout(() => this.hedge("late"), delayMs);
  }

  private stopWaiting(): void {
    if (this.timer !== undefined) this.course.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private hedge(reason: "late" | "failed"): void {
    this.stopWaiting();
    const { course, call } = this;
    if (call.deadline !== undefined && course.clock.now() >= call.deadline) return;
    if (!course.takeHedge(this.hedges)) return;
    if (observed()) {
      const attempt = call.attempt + this.contenders.length;
      emit({ type: "hedge.started", policy: course.policy, key: call.key, attempt, reason });
    }
    this.start();
    this.waitForHedge();
  }
}
