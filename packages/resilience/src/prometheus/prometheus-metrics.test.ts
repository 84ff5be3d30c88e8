import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import {
  bulkhead,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  fallback,
  type Policy,
  pipeline,
  pipelineRegistry,
  retry,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { type PrometheusOptions, prometheusMetrics } from "./index.js";

const clock = new VirtualClock();
const down = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text exposition format 0.0.4: comments, and `name{label="value",..} value`. */
function parse(text: string): readonly Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", , inner = "", value] = /^([a-z_][a-z0-9_]*)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const labels = Array.from(inner.matchAll(/([a-z_]+)="([^"]*)"/g), ([, label, content]) => [label, content]);
      return { name, labels: Object.fromEntries(labels), value: Number(value) };
    });
}

function scraped(options: Partial<PrometheusOptions> = {}) {
  const registry = new Registry();
  const metrics = prometheusMetrics({ registry, ...options });
  closing.push(metrics.close);
  return {
    registry,
    metrics,
    async read(name: string): Promise<readonly (readonly [string, number])[]> {
      const samples = parse(await registry.metrics()).filter((sample) => sample.name === name);
      return samples.map(({ labels, value }) => [Object.values(labels).join(" "), value]);
    },
  };
}

function registered(...policies: Policy<unknown>[]) {
  const pipelines = pipelineRegistry({ clock });
  return { pipelines, vies: pipelines.register("vies", pipeline(...policies)) };
}

describe("prometheusMetrics", () => {
  it("counts what policies tell, by policy", async () => {
    const { read } = scraped();
    const { execute } = pipeline(
      fallback([{ name: "bundled", run: () => 1 }], { name: "stand-in" }),
      retry({ maxRetries: 2, backoff: constantBackoff(0), jitter: "none", name: "patience" }),
    );
    expect(await execute(down, { key: "mrs.smith" })).toBe(1);
    expect(await read("resilience_retries_total")).toEqual([["patience", 2]]);
    expect(await read("resilience_retries_abandoned_total")).toEqual([["patience attempts", 1]]);
    expect(await read("resilience_fallbacks_total")).toEqual([["stand-in bundled answered", 1]]);
  });

  it("shows durations of registered pipelines in seconds, and their failures by code", async () => {
    const { read } = scraped({ buckets: [0.1, 0.5] });
    const { vies } = registered(retry({ maxRetries: 0 }));
    const call = vies.execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, 250)));
    await clock.advance(250);
    await call;
    await vies.execute(down).catch(() => {});
    expect(await read("resilience_call_duration_seconds_bucket")).toEqual([
      ["0.1 vies success", 0],
      ["0.5 vies success", 1],
      ["+Inf vies success", 1],
      ["0.1 vies failure", 1],
      ["0.5 vies failure", 1],
      ["+Inf vies failure", 1],
    ]);
    expect(await read("resilience_call_duration_seconds_sum")).toEqual([
      ["vies success", 0.25],
      ["vies failure", 0],
    ]);
    expect(await read("resilience_calls_failed_total")).toEqual([["vies HTTP_503", 1]]);
  });

  it("shows a circuit's state one-hot, queues and slots as they are at the scrape", async () => {
    const { pipelines, vies } = registered(
      bulkhead({ concurrency: 1, queue: 5, clock }),
      circuitBreaker({ strategy: consecutiveFailures(1), clock, openMs: 1_000 }),
    );
    const { read } = scraped({ pipelines });
    const states = async () => (await read("resilience_circuit_state")).filter(([, value]) => value > 0);
    expect(await states()).toEqual([["vies circuit-breaker closed", 1]]);
    let end = () => {};
    const running = vies.execute(() => new Promise<void>((resolve) => (end = resolve)));
    const waiting = vies.execute(down).catch(() => {});
    expect(await read("resilience_queue_size")).toEqual([["vies bulkhead", 1]]);
    expect(await read("resilience_concurrency_used")).toEqual([["vies bulkhead", 1]]);
    expect(await read("resilience_concurrency_limit")).toEqual([["vies bulkhead", 1]]);
    expect(await read("resilience_calls_active")).toEqual([["vies", 2]]);
    end();
    await Promise.all([running, waiting]);
    expect(await states()).toEqual([["vies circuit-breaker open", 1]]);
    await clock.advance(1_000);
    expect(await states()).toEqual([["vies circuit-breaker half-open", 1]]);
    pipelines.unregister("vies");
    expect(await read("resilience_circuit_state")).toEqual([]);
  });

  it("reads the pipelines once a scrape", async () => {
    const { pipelines } = registered(bulkhead({ concurrency: 1 }));
    let reads = 0;
    const counting = {
      ...pipelines,
      states: () => {
        reads += 1;
        return pipelines.states();
      },
    };
    const { registry } = scraped({ pipelines: counting });
    await registry.metrics();
    await registry.metrics();
    expect(reads).toBe(2);
  });

  it("counts circuits per state where a breaker has one per key, and shows no key", async () => {
    const { pipelines, vies } = registered(circuitBreaker({ strategy: consecutiveFailures(1), perKey: {} }));
    const { read, registry } = scraped({ pipelines });
    for (const key of ["DE", "FR", "IT"]) await vies.execute(down, { key }).catch(() => {});
    await vies.execute(() => 1, { key: "ES" });
    expect((await read("resilience_circuit_state")).filter(([, value]) => value > 0)).toEqual([
      ["vies circuit-breaker closed", 1],
      ["vies circuit-breaker open", 3],
    ]);
    expect(await registry.metrics()).not.toMatch(/DE|FR|IT|ES/);
  });

  it("tells keys apart only when told to, and only so many", async () => {
    const { read } = scraped({ perKey: { maxKeys: 2 } });
    const { execute } = pipeline(fallback([{ name: "bundled", run: () => 1 }]));
    for (const key of ["DE", "FR", "IT", "ES", "DE"]) await execute(down, { key });
    expect(await read("resilience_fallbacks_total")).toEqual([
      ["fallback bundled answered DE", 2],
      ["fallback bundled answered FR", 1],
      ["fallback bundled answered other", 2],
    ]);
  });

  it("tells only so many error codes apart", async () => {
    const { read } = scraped();
    const { vies } = registered();
    for (let code = 0; code < 150; code += 1) {
      await vies.execute(() => Promise.reject(Object.assign(new Error(), { code: `E${code}` }))).catch(() => {});
    }
    const failed = await read("resilience_calls_failed_total");
    expect([failed.length, failed.at(-1)]).toEqual([101, ["vies other", 50]]);
  });

  it("keeps to the naming rules: a prefix, base units, _total for counters and for nothing else", async () => {
    const { pipelines } = registered();
    const { registry } = scraped({ pipelines, prefix: "tidegate_" });
    for (const { name, type, help } of await registry.getMetricsAsJSON()) {
      expect(name).toMatch(/^tidegate_[a-z]+(_[a-z]+)*$/);
      expect([name, name.endsWith("_total")]).toEqual([name, String(type) === "counter"]);
      expect(name).not.toMatch(/_(ms|milliseconds|count|sum|bucket)$/);
      expect(help).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("takes its metrics out of the registry on close, and may come again", async () => {
    const { registry, metrics } = scraped();
    expect(() => prometheusMetrics({ registry })).toThrow(/has a metric resilience_retries_total already/);
    metrics.close();
    metrics.close();
    expect(await registry.metrics()).toBe("\n");
    closing.push(prometheusMetrics({ registry }).close);
    expect(await registry.metrics()).toContain("resilience_retries_total");
  });

  it("never fails a call or a scrape: a pipeline that can not tell is left out", async () => {
    const { pipelines, vies } = registered(fallback([{ name: "bundled", run: () => 1 }]));
    let broken = false;
    const unreliable = {
      ...pipelines,
      states: () => {
        if (broken) throw new Error("states");
        return pipelines.states();
      },
    };
    const { registry, read } = scraped({ pipelines: unreliable });
    expect(await read("resilience_calls_active")).toEqual([["vies", 0]]);
    broken = true;
    expect(await vies.execute(down)).toBe(1);
    expect(await registry.metrics()).toContain("resilience_calls_degraded_total");
  });

  it("refuses options that it does not know", () => {
    const registry = new Registry();
    expect(() => prometheusMetrics({ registry: {} } as never)).toThrow(/registry must be an object with/);
    expect(() => prometheusMetrics({ registry, prefix: "9-" })).toThrow(/prefix must be letters/);
    expect(() => prometheusMetrics({ registry, buckets: [1, 0.5] })).toThrow(/buckets must be ascending/);
  });
});
