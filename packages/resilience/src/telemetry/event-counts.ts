import type { CallSettled, ResilienceEvent } from "../diagnostics/events.js";
import { errorCode } from "../registry/call-statistics.js";
import { BoundedLabels } from "./bounded-labels.js";
import { type CounterName, countOf } from "./counters.js";

type Labels = Readonly<Record<string, string>>;

/** Where a metrics library takes what happened. */
export interface MetricSink {
  add(counter: CounterName, labels: Labels, amount: number): void;
  duration(labels: { readonly pipeline: string; readonly outcome: string }, seconds: number): void;
}

/** Codes of errors that are told apart. */
const mostErrors = 100;

/** Turns events into additions to counters; `keys`, when given, lets them tell calls' keys apart. */
export function countEvents(sink: MetricSink, keys: BoundedLabels | undefined): (event: ResilienceEvent) => void {
  const errors = new BoundedLabels(mostErrors);

  function settled({ pipeline, outcome, degraded, durationMs, error }: CallSettled): void {
    sink.duration({ pipeline, outcome }, durationMs / 1_000);
    if (outcome === "failure") sink.add("calls.failed", { pipeline, error: errors.of(errorCode(error)) }, 1);
    if (degraded) sink.add("calls.degraded", { pipeline }, 1);
  }

  return (event) => {
    if (event.type === "call.settled") {
      settled(event);
      return;
    }
    const counted = countOf(event);
    if (counted === undefined) return;
    const labels = keys === undefined ? counted.labels : { ...counted.labels, key: keys.of(event.key ?? "") };
    sink.add(counted.counter, labels, counted.amount);
  };
}
