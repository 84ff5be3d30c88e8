import type { Clock } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import type { Layer } from "../pipeline/layer.js";
import type { Call } from "./call.js";
import { OwnCancellation } from "./cancellation.js";
import type { Deadline, Deadlines } from "./deadlines.js";
import type { Outcome } from "./outcome.js";

export interface TimeLimit {
  /** Of the policy that sets it. */
  readonly name: string;
  readonly ms: number;
  readonly kind: "attempt" | "total";
  readonly clock: Clock;
}

const timedOut = ({ ms, kind }: TimeLimit): ResilienceError =>
  refusal("TIMEOUT", `The ${kind === "attempt" ? kind : "call"} took longer than ${ms} ms.`, { scope: kind });

/** What a limited call runs under: whichever comes first, its outcome, the end of its time or the caller's leaving. */
class LimitedOutcome implements Outcome, Deadline {
  readonly cancellation = new OwnCancellation();
  dueAt: number;
  before: Deadline | undefined;
  after: Deadline | undefined;
  private readonly call: Call;
  private readonly limit: TimeLimit;
  private readonly outcome: Outcome;
  private readonly resolve: (value: unknown) => void;
  private readonly deadlines: Deadlines;
  private readonly onOuter: (() => void) | undefined;
  private ended = false;
  /** Lets go of the slots that the abandoned work keeps. */
  private onSettled: (() => void) | undefined;

  constructor(call: Call, limit: TimeLimit, deadlines: Deadlines, outcome: Outcome, resolve: (value: unknown) => void) {
    this.call = call;
    this.limit = limit;
    this.outcome = outcome;
    this.resolve = resolve;
    this.dueAt = limit.clock.now() + limit.ms;
    this.before = undefined;
    this.after = undefined;
    this.deadlines = deadlines;
    deadlines.add(this);
    const outer = call.cancellation;
    this.onOuter = outer && (() => this.giveUp(outer.error, outer.reason));
    if (this.onOuter !== undefined) outer?.subscribe(this.onOuter);
  }

  succeed(value: unknown): void {
    if (this.end()) this.resolve(this.outcome.succeed(value));
    else this.onSettled?.();
  }

  fail(error: unknown): void {
    if (this.end()) this.resolve(this.outcome.fail(error));
    else this.onSettled?.();
  }

  expire(): void {
    const { limit, call } = this;
    if (observed()) {
      emit({ type: "timeout", policy: limit.name, key: call.key, ms: limit.ms, scope: limit.kind });
    }
    const error = timedOut(limit);
    this.giveUp(error, error);
  }

  private giveUp(error: ResilienceError, reason: unknown): void {
    if (!this.end()) return;
    this.call.hold?.keepUntil(
      new Promise<void>((settled) => {
        this.onSettled = settled;
      }),
    );
    this.resolve(this.outcome.fail(error));
    this.cancellation.cancel(error, reason);
  }

  /** Whether this was the first end; nothing is left to fire after it. */
  private end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.deadlines.remove(this);
    if (this.onOuter !== undefined) this.call.cancellation?.unsubscribe(this.onOuter);
    return true;
  }
}

/**
 * Runs `next` for at most `limit.ms`. The answer comes at once when time is up or the call is cancelled from outside,
 * also when the work ignores its signal; slots of bulkheads stay taken until that work has settled.
 */
export function runWithin(call: Call, next: Layer, limit: TimeLimit, deadlines: Deadlines, outcome: Outcome): unknown {
  if (call.cancellation?.cancelled) return outcome.fail(call.cancellation.error);
  return new Promise((resolve) => {
    const limited = new LimitedOutcome(call, limit, deadlines, outcome, resolve);
    next(call.within(limited.cancellation, limited.dueAt), limited);
  });
}
