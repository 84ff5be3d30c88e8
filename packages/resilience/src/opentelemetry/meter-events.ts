import type { BatchObservableCallback, Counter, Meter, ObservableGauge } from "@opentelemetry/api";
import { diagnostics } from "../diagnostics/diagnostics.js";
import { checkOptions, having, optional } from "../options/check-options.js";
import type { PipelineRegistry } from "../registry/pipeline-registry.js";
import { type KeyLabels, keyLabels, keyLabelsRule } from "../telemetry/bounded-labels.js";
import { type CounterName, counters } from "../telemetry/counters.js";
import { durationBuckets } from "../telemetry/duration-buckets.js";
import { countEvents } from "../telemetry/event-counts.js";
import { type GaugeName, gauges, readGauges } from "../telemetry/pipeline-gauges.js";
import { attributesOf } from "./attributes.js";

export interface MeterOptions {
  readonly meter: Meter;
  /** Observes gauges of these at every collection: circuits, queues, slots, calls under way. Default: none. */
  readonly pipelines?: PipelineRegistry;
  /** Whether counters tell calls' keys apart; beyond `maxKeys` (default 100) the others are `"other"`. Default `false`. */
  readonly perKey?: KeyLabels;
}

const rules = {
  meter: having("createCounter", "createHistogram", "createObservableGauge"),
  pipelines: optional(having("states", "get")),
  perKey: keyLabelsRule,
};

const instrumentName = (name: string): string => `resilience.${name}`;

function observeGauges(meter: Meter, pipelines: PipelineRegistry): () => void {
  const made = new Map<GaugeName, ObservableGauge>();
  for (const name of Object.keys(gauges) as GaugeName[]) {
    const { unit, description } = gauges[name];
    made.set(name, meter.createObservableGauge(instrumentName(name), { unit, description }));
  }
  const observe: BatchObservableCallback = (result) => {
    for (const { gauge, labels, value } of readGauges(pipelines)) {
      const instrument = made.get(gauge);
      if (instrument !== undefined) result.observe(instrument, value, attributesOf(labels));
    }
  };
  const all = [...made.values()];
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}

/**
 * Counts what the policies tell, as instruments of OpenTelemetry: `resilience.retries`, `resilience.rejections`,
 * `resilience.cache.requests` and so on, and of registered pipelines `resilience.call.duration` in seconds, failures by
 * `error.type`, and gauges.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const metrics = meterEvents({ meter: provider.getMeter("@tidegate/resilience"), pipelines });
 * metrics.close();
 */
export function meterEvents(options: MeterOptions): { close(): void } {
  checkOptions("meterEvents", options, rules);
  const { meter, pipelines } = options;
  const keys = keyLabels("meterEvents", options.perKey);
  const made = new Map<CounterName, Counter>();
  for (const name of Object.keys(counters) as CounterName[]) {
    const { unit, description } = counters[name];
    made.set(name, meter.createCounter(instrumentName(name), { unit, description }));
  }
  const duration = meter.createHistogram(instrumentName("call.duration"), {
    unit: "s",
    description: "How long calls of registered pipelines took.",
    advice: { explicitBucketBoundaries: [...durationBuckets] },
  });
  const unobserve = pipelines === undefined ? undefined : observeGauges(meter, pipelines);
  const stop = diagnostics.on(
    countEvents(
      {
        add: (counter, labels, amount) => made.get(counter)?.add(amount, attributesOf(labels)),
        duration: (labels, seconds) => duration.record(seconds, attributesOf(labels)),
      },
      keys,
    ),
  );
  return Object.freeze({
    /** Stops listening and observing. */
    close() {
      stop();
      unobserve?.();
    },
  });
}
