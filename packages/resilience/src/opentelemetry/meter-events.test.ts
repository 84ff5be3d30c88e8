import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
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
import { type MeterOptions, meterEvents } from "./index.js";

const down = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
const clock = new VirtualClock();

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

/** Instruments that lasted for one test, and what they show. */
function metered(options: Partial<MeterOptions> = {}) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const metrics = meterEvents({ meter: provider.getMeter("test"), ...options });
  closing.push(metrics.close, () => provider.shutdown());
  return {
    metrics,
    async read(name: string) {
      await provider.forceFlush();
      const latest = exporter.getMetrics().at(-1);
      const found = latest?.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .find(({ descriptor }) => descriptor.name === name);
      return {
        unit: found?.descriptor.unit,
        points: (found?.dataPoints ?? []).map(({ attributes, value }) => ({ attributes, value })),
      };
    },
  };
}

function registered(...policies: Policy<unknown>[]) {
  const pipelines = pipelineRegistry({ clock });
  return { pipelines, vies: pipelines.register("vies", pipeline(...policies)) };
}

describe("meterEvents", () => {
  it("counts what policies tell, by policy", async () => {
    const { read } = metered();
    const { execute } = pipeline(
      fallback([{ name: "bundled", run: () => 1 }]),
      retry({ maxRetries: 2, backoff: constantBackoff(0), jitter: "none", name: "patience" }),
    );
    expect(await execute(down, { key: "mrs.smith" })).toBe(1);
    expect(await read("resilience.retries")).toEqual({
      unit: "{retry}",
      points: [{ attributes: { "resilience.policy": "patience" }, value: 2 }],
    });
    expect((await read("resilience.retries.abandoned")).points).toEqual([
      { attributes: { "resilience.policy": "patience", "resilience.reason": "attempts" }, value: 1 },
    ]);
    expect((await read("resilience.fallbacks")).points).toMatchObject([
      { attributes: { "resilience.step": "bundled", "resilience.outcome": "answered" }, value: 1 },
    ]);
  });

  it("measures durations in seconds and failures by their type, of registered pipelines", async () => {
    const { read } = metered();
    const { vies } = registered(retry({ maxRetries: 0 }));
    const call = vies.execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, 250)));
    await clock.advance(250);
    await call;
    await vies.execute(down).catch(() => {});
    const { unit, points } = await read("resilience.call.duration");
    expect(unit).toBe("s");
    expect(points).toMatchObject([
      {
        attributes: { "resilience.pipeline": "vies", "resilience.outcome": "success" },
        value: { count: 1, sum: 0.25 },
      },
      { attributes: { "resilience.outcome": "failure" }, value: { count: 1, sum: 0 } },
    ]);
    expect((await read("resilience.calls.failed")).points).toEqual([
      { attributes: { "resilience.pipeline": "vies", "error.type": "HTTP_503" }, value: 1 },
    ]);
  });

  it("observes circuits, queues and calls under way", async () => {
    const { pipelines, vies } = registered(
      bulkhead({ concurrency: 1, queue: 5 }),
      circuitBreaker({ strategy: consecutiveFailures(1) }),
    );
    const { read } = metered({ pipelines });
    await vies.execute(down).catch(() => {});
    pipelines.reset("vies");
    const ends: (() => void)[] = [];
    const calls = [0, 1, 2].map(() => vies.execute(() => new Promise<void>((resolve) => ends.push(resolve))));
    const at = { "resilience.pipeline": "vies", "resilience.policy": "bulkhead" };
    expect((await read("resilience.calls.active")).points).toMatchObject([{ value: 3 }]);
    expect((await read("resilience.queue.size")).points).toEqual([{ attributes: at, value: 2 }]);
    expect((await read("resilience.concurrency.used")).points).toEqual([{ attributes: at, value: 1 }]);
    expect((await read("resilience.concurrency.limit")).points).toEqual([{ attributes: at, value: 1 }]);
    const states = (await read("resilience.circuit.state")).points.map(({ attributes, value }) => [
      attributes["resilience.state"],
      value,
    ]);
    expect(states).toEqual([
      ["closed", 1],
      ["open", 0],
      ["half-open", 0],
      ["isolated", 0],
    ]);
    while (ends.length > 0) {
      ends.pop()?.();
      await clock.advance(0);
    }
    await Promise.all(calls);
  });

  it("tells keys apart only when told to, and only so many", async () => {
    const { read } = metered({ perKey: { maxKeys: 2 } });
    const { execute } = pipeline(bulkhead({ concurrency: 1 }));
    let end = () => {};
    const running = execute(() => new Promise<void>((resolve) => (end = resolve)));
    for (const key of ["DE", "FR", "IT", "ES", "DE"]) await execute(() => {}, { key }).catch(() => {});
    const counts = (await read("resilience.rejections")).points.map(({ attributes, value }) => [
      attributes["resilience.key"],
      value,
    ]);
    expect(counts).toEqual([
      ["DE", 2],
      ["FR", 1],
      ["other", 2],
    ]);
    end();
    await running;
  });

  it("hears nothing after close", async () => {
    const { metrics, read } = metered();
    const { execute } = pipeline(fallback([{ name: "bundled", run: () => 1 }]));
    await execute(down);
    metrics.close();
    metrics.close();
    await execute(down);
    expect((await read("resilience.fallbacks")).points).toMatchObject([{ value: 1 }]);
  });

  it("never fails a call: instruments that throw are as good as none", async () => {
    const broken = () => ({
      add() {
        throw new Error("counter");
      },
      record() {
        throw new Error("histogram");
      },
    });
    const meter = { createCounter: broken, createHistogram: broken, createObservableGauge: broken };
    const metrics = meterEvents({ meter: meter as never });
    closing.push(metrics.close);
    const { vies } = registered(fallback([{ name: "bundled", run: () => 1 }]));
    expect(await vies.execute(down)).toBe(1);
  });

  it("refuses options that it does not know", () => {
    expect(() => meterEvents({ meter: {} } as never)).toThrow(/meter must be an object with createCounter/);
    expect(() => metered({ perKey: { maxKeys: 0 } })).toThrow(/maxKeys must be an integer from 1/);
  });
});
