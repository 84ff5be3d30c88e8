import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { diagnostics } from "../diagnostics/diagnostics.js";
import { checkOptions, having, optional, type Rule, refuseOptions } from "../options/check-options.js";
import type { PipelineRegistry } from "../registry/pipeline-registry.js";
import { type KeyLabels, keyLabels, keyLabelsRule } from "../telemetry/bounded-labels.js";
import { type CounterName, counters } from "../telemetry/counters.js";
import { durationBuckets } from "../telemetry/duration-buckets.js";
import { countEvents } from "../telemetry/event-counts.js";
import { type GaugeName, gauges, type Reading, readGauges } from "../telemetry/pipeline-gauges.js";

export interface PrometheusOptions {
  /** prom-client's registry, which is scraped. */
  readonly registry: Registry;
  /** Reads gauges of these at every scrape: circuits, queues, slots, calls under way. Default: none, and no gauges. */
  readonly pipelines?: PipelineRegistry;
  /** Before every metric's name. Default `"resilience_"`. */
  readonly prefix?: string;
  /**
   * Whether counters tell calls' keys apart, by a label `key`. Each key is a time series of its own on the server:
   * beyond `maxKeys` (default 100) the others are one, `"other"`. Default `false`.
   */
  readonly perKey?: KeyLabels;
  /** Upper bounds of the buckets of durations, in seconds. Default 5 ms to 10 s. */
  readonly buckets?: readonly number[];
}

const prefix: Rule = (value) =>
  typeof value === "string" && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value)
    ? undefined
    : "letters, digits and _, and no digit first";

const ascending: Rule = (value) =>
  Array.isArray(value) && value.every((bound, index) => bound > (index === 0 ? 0 : value[index - 1]))
    ? undefined
    : "ascending seconds above 0";

const rules = {
  registry: having("registerMetric", "removeSingleMetric", "getSingleMetric"),
  pipelines: optional(having("states", "get")),
  prefix: optional(prefix),
  perKey: keyLabelsRule,
  buckets: optional(ascending),
};

const metricName = (start: string, name: string): string => start + name.replaceAll(".", "_");

/** Reads once for all gauges of a scrape, which are collected in one turn. */
function readOnce(pipelines: PipelineRegistry): () => readonly Reading[] {
  let readings: readonly Reading[] | undefined;
  return () => {
    if (readings === undefined) {
      queueMicrotask(() => {
        readings = undefined;
      });
      readings = [...readGauges(pipelines)];
    }
    return readings;
  };
}

function show(gauge: Gauge, name: GaugeName, read: () => readonly Reading[]): void {
  let readings: readonly Reading[];
  try {
    readings = read();
  } catch {
    return; // A scrape is an observer: it shows what it showed before.
  }
  // Otherwise what is gone would be shown for ever: a circuit of an unregistered pipeline.
  gauge.reset();
  for (const reading of readings) if (reading.gauge === name) gauge.set(reading.labels, reading.value);
}

/**
 * Tells Prometheus what the policies do: counters of retries, refusals, timeouts, cache results, fallbacks and hedges of
 * the whole process, and of registered pipelines durations, failures and gauges. Labels have few values; a call's key is
 * none unless asked for.
 *
 * @throws ResilienceError `INVALID_OPTION`, also when the registry has a metric of one of the names
 * @example
 * const metrics = prometheusMetrics({ registry: register, pipelines });
 * response.end(await register.metrics());
 * metrics.close();
 */
export function prometheusMetrics(options: PrometheusOptions): { close(): void } {
  checkOptions("prometheusMetrics", options, rules);
  const { registry, pipelines, prefix: start = "resilience_", buckets = durationBuckets } = options;
  const keys = keyLabels("prometheusMetrics", options.perKey);
  const registers = [registry];
  const names: string[] = [];

  function named(name: string): string {
    const full = metricName(start, name);
    if (registry.getSingleMetric(full) !== undefined) {
      refuseOptions("prometheusMetrics", `the registry has a metric ${full} already: choose another prefix`);
    }
    names.push(full);
    return full;
  }

  function counterOf(name: CounterName): Counter {
    const { description: help, labels } = counters[name];
    const labelNames = keys === undefined || name.startsWith("calls.") ? [...labels] : [...labels, "key"];
    return new Counter({ name: named(`${name}.total`), help, labelNames, registers });
  }

  const made = new Map<CounterName, Counter>();
  for (const name of Object.keys(counters) as CounterName[]) made.set(name, counterOf(name));
  const duration = new Histogram({
    name: named("call.duration.seconds"),
    help: "How long calls of registered pipelines took.",
    labelNames: ["pipeline", "outcome"],
    buckets: [...buckets],
    registers,
  });
  if (pipelines !== undefined) {
    const read = readOnce(pipelines);
    for (const name of Object.keys(gauges) as GaugeName[]) {
      const { description: help, labels } = gauges[name];
      new Gauge({
        name: named(name),
        help,
        labelNames: [...labels],
        registers,
        collect() {
          show(this, name, read);
        },
      });
    }
  }

  const stop = diagnostics.on(
    countEvents(
      {
        add: (counter, labels, amount) => made.get(counter)?.inc({ ...labels }, amount),
        duration: (labels, seconds) => duration.observe(labels, seconds),
      },
      keys,
    ),
  );

  return Object.freeze({
    /** Stops listening and takes the metrics out of the registry. */
    close() {
      stop();
      for (const name of names) registry.removeSingleMetric(name);
      names.length = 0;
    },
  });
}
