import type { Call } from "../call/call.js";
import { OwnCancellation } from "../call/cancellation.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock, TimerHandle } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import type { Layer } from "../pipeline/layer.js";
import type { Pace } from "./pace.js";
import type { Verdict } from "./verdict.js";

/** What all races of one policy go by. */
export interface Course {
  readonly policy: string;
  readonly clock: Clock;
  readonly next: Layer;
  judge(error: unknown): Verdict;
  /** Whether a call that has been hedged so often may be hedged again; it is paid for then. */
  takeHedge(hedges: number): boolean;
  /** A hedge was the first to answer. */
  onHedgeWon(): void;
}

/** One attempt. What it ends with after the race is over is nobody's. */
class Contender implements Outcome {
  readonly attempt: number;
  readonly cancellation = new OwnCancellation();
  running = true;
  failure: { readonly error: unknown } | undefined;
  private readonly race: Race;
  private onEnd: (() => void) | undefined;

  constructor(race: Race, attempt: number) {
    this.race = race;
    this.attempt = attempt;
  }

  /** Settles when the attempt does; for the slots that it keeps when it is abandoned. */
  untilEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.onEnd = resolve;
    });
  }

  succeed(value: unknown): void {
    this.running = false;
    this.onEnd?.();
    this.race.onSuccess(this, value);
  }

  fail(error: unknown): void {
    this.running = false;
    this.failure = { error };
    this.onEnd?.();
    this.race.onFailure(error);
  }
}

const overtaken = (): ResilienceError =>
  refusal("ABORTED", "Another attempt at the same call ended it; this one is not needed any more.");

/** The attempts at one call: the first success is the answer, and ends the others by their own signals. */
export class Race {
  private readonly call: Call;
  private readonly course: Course;
  private readonly pace: Pace;
  private readonly outcome: Outcome;
  private readonly resolve: (value: unknown) => void;
  private readonly contenders: Contender[] = [];
  private readonly onCancel: (() => void) | undefined;
  private over = false;
  private timer: TimerHandle | undefined;

  constructor(call: Call, course: Course, pace: Pace, outcome: Outcome, resolve: (value: unknown) => void) {
    this.call = call;
    this.course = course;
    this.pace = pace;
    this.outcome = outcome;
    this.resolve = resolve;
    const outer = call.cancellation;
    this.onCancel = outer && (() => this.fail(outer.error, outer.error, outer.reason));
    if (this.onCancel !== undefined) outer?.subscribe(this.onCancel);
    this.start();
    this.waitForHedge();
  }

  onSuccess(winner: Contender, value: unknown): void {
    if (this.over) return;
    const [first] = this.contenders;
    if (first === winner || first?.running) this.pace.measure?.();
    if (first !== winner) this.course.onHedgeWon();
    if (this.hedges > 0 && observed()) {
      emit({ type: "hedge.won", policy: this.course.policy, key: this.call.key, attempt: winner.attempt });
    }
    this.end();
    this.resolve(this.outcome.succeed(value));
    this.stopOthers();
  }

  onFailure(error: unknown): void {
    if (this.over) return;
    const verdict = this.course.judge(error);
    if (verdict === "again") this.hedge("failed");
    if (verdict === "answer") this.fail(error);
    else if (this.contenders.every(({ running }) => !running)) this.fail(this.contenders[0]?.failure?.error);
  }

  private get hedges(): number {
    return this.contenders.length - 1;
  }

  private start(): void {
    const { call, course, contenders } = this;
    const contender = new Contender(this, call.attempt + contenders.length);
    contenders.push(contender);
    try {
      course.next(call.cancellableBy(contender.cancellation, contender.attempt), contender);
    } catch (error) {
      contender.fail(error);
    }
  }

  private fail(error: unknown, ending?: ResilienceError, reason?: unknown): void {
    if (this.over) return;
    this.end();
    this.resolve(this.outcome.fail(error));
    this.stopOthers(ending, reason);
  }

  /** Before the layers around are told: a bulkhead would give the slot away. */
  private end(): void {
    const { record, cancellation, hold } = this.call;
    this.over = true;
    this.stopWaiting();
    if (this.onCancel !== undefined) cancellation?.unsubscribe(this.onCancel);
    for (const contender of this.contenders) {
      const { running, failure, attempt } = contender;
      if (running) hold?.keepUntil(contender.untilEnd());
      if (failure !== undefined) record?.trail.push({ step: `attempt ${attempt}`, error: failure.error });
    }
  }

  private stopOthers(ending?: ResilienceError, reason?: unknown): void {
    let error = ending;
    for (const contender of this.contenders) {
      if (!contender.running) continue;
      error ??= overtaken();
      contender.cancellation.cancel(error, ending === undefined ? error : reason);
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
