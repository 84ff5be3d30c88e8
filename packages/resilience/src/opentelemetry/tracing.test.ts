import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bulkhead, constantBackoff, fallback, pipeline, rateLimiter, retry, timeout } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { tracing } from "./index.js";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer("test");

const unavailable = () => Object.assign(new Error("mrs.smith@example.com was not found"), { status: 503 });

/** name > name: each span below its parent. */
function tree(): readonly string[] {
  const spans = exporter.getFinishedSpans();
  const nameOf = (id: string | undefined) => spans.find((span) => span.spanContext().spanId === id)?.name ?? "root";
  return spans.map((span) => `${nameOf(span.parentSpanContext?.spanId)} > ${span.name}`).toSorted();
}

const spanNamed = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name);

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  context.disable();
  await provider.shutdown();
});

describe("tracing", () => {
  it("puts the whole call in a span, and each attempt in one below it", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(
      tracing({ tracer, name: "call" }),
      retry({ clock, backoff: constantBackoff(100), jitter: "none" }),
      timeout({ ms: 1_000, clock }),
      tracing({ tracer, name: "attempt" }),
    );
    let tries = 0;
    const answer = execute(() => {
      tracer.startSpan("http").end();
      tries += 1;
      if (tries < 3) throw unavailable();
      return "well";
    });
    await clock.advance(1_000);
    expect(await answer).toBe("well");
    expect(tree()).toEqual([
      "attempt > http",
      "attempt > http",
      "attempt > http",
      "call > attempt",
      "call > attempt",
      "call > attempt",
      "root > call",
    ]);
    const attempts = exporter.getFinishedSpans().filter(({ name }) => name === "attempt");
    expect(attempts.map(({ attributes }) => attributes["resilience.attempt"])).toEqual([1, 2, 3]);
    expect(attempts.map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ]);
    expect(attempts[0]?.attributes).toMatchObject({ "error.type": "HTTP_503" });
  });

  it("keeps every call's spans apart where calls wait for one another's slots and turns", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(
      bulkhead({ concurrency: 1, queue: 10, clock }),
      rateLimiter({ kind: "sliding-window", limit: 1, periodMs: 100, clock }),
      tracing({ tracer, name: "inner" }),
    );
    const calls = ["a", "b", "c"].map((name) =>
      tracer.startActiveSpan(`outer ${name}`, async (span) => {
        await execute(() => new Promise((resolve) => clock.setTimeout(() => resolve(name), 10)));
        await execute(() => tracer.startSpan(`work ${name}`).end());
        span.end();
      }),
    );
    await clock.advance(10_000);
    await Promise.all(calls);
    const inner = tree().filter((line) => line.endsWith("inner"));
    expect(inner).toEqual(["a", "a", "b", "b", "c", "c"].map((name) => `outer ${name} > inner`));
    expect(tree().filter((line) => line.includes("work"))).toEqual([
      "inner > work a",
      "inner > work b",
      "inner > work c",
    ]);
  });

  it("tells a degraded answer and its source, also when nobody asked for a report", async () => {
    const { execute } = pipeline(tracing({ tracer, name: "call" }), fallback([{ name: "bundled", run: () => 1 }]));
    expect(await execute(() => Promise.reject(unavailable()))).toBe(1);
    expect(spanNamed("call")).toMatchObject({
      attributes: { "resilience.degraded": true, "resilience.source": "bundled" },
      status: { code: SpanStatusCode.UNSET },
    });
  });

  it("tells neither keys nor messages unless told to", async () => {
    const fail = () => Promise.reject(unavailable());
    await pipeline(tracing({ tracer, name: "discreet" }))
      .execute(fail, { key: "mrs.smith" })
      .catch(() => {});
    const open = tracing({ tracer, name: "open", recordKey: true, recordErrors: true });
    await pipeline(open)
      .execute(fail, { key: "mrs.smith" })
      .catch(() => {});
    const { attributes, events, status } = spanNamed("discreet") ?? {};
    expect(JSON.stringify({ attributes, events, status })).not.toContain("smith");
    expect(spanNamed("open")).toMatchObject({ attributes: { "resilience.key": "mrs.smith" } });
    expect(JSON.stringify(spanNamed("open")?.events)).toContain("mrs.smith@example.com");
  });

  it("never fails a call: a tracer that throws is as good as none", async () => {
    const broken = {
      startSpan() {
        throw new Error("tracer");
      },
    } as unknown as typeof tracer;
    const halfBroken = {
      startSpan: () => ({
        ...trace.wrapSpanContext({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 }),
        setAttributes() {
          throw new Error("span");
        },
      }),
    } as unknown as typeof tracer;
    const policies = [tracing({ tracer: broken }), tracing({ tracer: halfBroken })] as const;
    expect(await pipeline(...policies).execute(() => "well")).toBe("well");
    const boom = new Error("boom");
    await expect(pipeline(...policies).execute(() => Promise.reject(boom))).rejects.toBe(boom);
  });

  it("refuses options that it does not know", () => {
    expect(() => tracing({ tracer, spans: 1 } as never)).toThrow(/no option spans/);
    expect(() => tracing({ tracer: {} } as never)).toThrow(/tracer must be/);
  });
});
