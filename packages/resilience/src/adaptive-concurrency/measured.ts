import type { Call } from "../call/call.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import { askPredicate } from "../errors/ask-predicate.js";
import { isResilienceError } from "../errors/resilience-error.js";
import type { Gate } from "./gate.js";

interface MeasuredSettings {
  readonly clock: Clock;
  readonly isOverload: (error: unknown) => boolean;
}

/** One call under the limit, and what its end says about the service: how long it took, that it was dropped, or nothing. */
export class Measured implements Outcome {
  private readonly call: Call;
  private readonly gate: Gate;
  private readonly live: { readonly current: MeasuredSettings };
  private readonly outcome: Outcome;
  private readonly running: number;
  private readonly measurement: number;
  private readonly startedAt: number;

  constructor(call: Call, gate: Gate, live: { readonly current: MeasuredSettings }, outcome: Outcome) {
    this.call = call;
    this.gate = gate;
    this.live = live;
    this.outcome = outcome;
    this.running = gate.running;
    this.measurement = gate.estimate.measurement;
    this.startedAt = live.current.clock.now();
  }

  succeed(value: unknown): unknown {
    if (this.call.cancellation?.cancelled !== true) {
      const now = this.live.current.clock.now();
      this.gate.add(this.measurement, this.running, now - this.startedAt, now);
    }
    return this.outcome.succeed(value);
  }

  fail(error: unknown): unknown {
    const now = this.live.current.clock.now();
    if (this.isDrop(error, now - this.startedAt)) this.gate.add(this.measurement, this.running, undefined, now);
    return this.outcome.fail(error);
  }

  private isDrop(error: unknown, ms: number): boolean {
    // A timeout sooner than an answer takes was too short, or began too late: the service is not to blame.
    if (isResilienceError(error)) return error.code === "TIMEOUT" && ms >= (this.gate.estimate.baseline ?? 0);
    const { cancellation } = this.call;
    if (cancellation?.cancelled === true)
      return cancellation.error.code === "TIMEOUT" && this.isDrop(cancellation.error, ms);
    return askPredicate(this.live.current.isOverload, error, false);
  }
}
