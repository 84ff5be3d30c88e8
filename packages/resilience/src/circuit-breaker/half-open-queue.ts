import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import type { ResilienceError } from "../errors/resilience-error.js";
import { tellWaiting } from "../queue/tell-waiting.js";
import { type Admit, waitInLine } from "../queue/wait-in-line.js";
import { WaitingLine } from "../queue/waiting-line.js";
import type { Circuit } from "./circuit.js";

/**
 * Calls that wait for what the probes find out. When their circuit closes they start slowly, one first and two more for
 * each that ends, so that the service is not hit by all of them in the moment it is back.
 */
export class HalfOpenQueue {
  private readonly clock: Clock;
  /** Of the breaker, for events. */
  private readonly policy: string;
  private readonly lines = new Map<Circuit, WaitingLine<Admit>>();

  constructor(policy: string, clock: Clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * @param run what to do once the circuit lets the call through
   * @param refuse when it opened again, or the probes took too long
   */
  wait(
    circuit: Circuit,
    call: Call,
    places: number,
    run: (generation: number, outcome: Outcome) => unknown,
    refuse: () => ResilienceError,
    outcome: Outcome,
  ): unknown {
    const line = this.lines.get(circuit) ?? new WaitingLine<Admit>();
    if (line.size >= places) return outcome.fail(refuse());
    this.lines.set(circuit, line);
    const { policy, clock } = this;
    const told = tellWaiting({ type: "circuit.queued", policy, key: call.key, clock, waiting: line.size + 1 });
    const waited = waitInLine(line, {
      cancellation: call.cancellation,
      patience: { clock, ms: circuit.probesEndInMs, onceOver: refuse },
      waiter: call,
      onLeave: (error) => {
        told.onLeave(error);
        this.forgetEmpty(circuit);
      },
    });
    return waited.then(
      () => {
        if (call.cancellation?.cancelled) {
          this.admit(circuit, 1);
          const left = leftWaiting(call.cancellation);
          told.onLeave(left);
          return outcome.fail(left);
        }
        const admission = circuit.admitWaiting();
        if (!admission.admitted) return outcome.fail(refuse());
        told.onAdmit();
        return run(admission.generation, this.thenTwoMore(circuit, outcome));
      },
      (left) => outcome.fail(left),
    );
  }

  /** The circuit is in another state: who waits goes on, or is refused. */
  changed(circuit: Circuit): void {
    const { state } = circuit;
    if (state !== "half-open") this.admit(circuit, state === "closed" ? 1 : Number.POSITIVE_INFINITY);
  }

  admit(circuit: Circuit, count: number): void {
    const line = this.lines.get(circuit);
    for (let admitted = 0; line !== undefined && admitted < count && line.size > 0; admitted += 1) line.next()?.();
    this.forgetEmpty(circuit);
  }

  private forgetEmpty(circuit: Circuit): void {
    if (this.lines.get(circuit)?.size === 0) this.lines.delete(circuit);
  }

  private thenTwoMore(circuit: Circuit, outcome: Outcome): Outcome {
    const admitTwo = () => {
      if (circuit.state === "closed") this.admit(circuit, 2);
    };
    return {
      succeed: (value) => {
        admitTwo();
        return outcome.succeed(value);
      },
      fail: (error) => {
        admitTwo();
        return outcome.fail(error);
      },
    };
  }
}
