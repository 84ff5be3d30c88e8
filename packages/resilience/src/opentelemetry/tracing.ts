import { context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { Call } from "../call/call.js";
import { type CallRecord, newRecord } from "../call/record.js";
import { checkOptions, flag, having, optional, text } from "../options/check-options.js";
import { executeAlone } from "../pipeline/alone.js";
import type { Next, RunnablePolicy } from "../pipeline/policy.js";
import { errorCode } from "../registry/call-statistics.js";

export interface TracingOptions {
  readonly tracer: Tracer;
  /** The spans' name. Default `"resilience.call"`. */
  readonly name?: string;
  /** Whether spans tell the call's key; it may name a customer. Default `false`. */
  readonly recordKey?: boolean;
  /** Whether spans tell errors with message and stack, not only their code. Default `false`. */
  readonly recordErrors?: boolean;
}

const rules = {
  tracer: having("startSpan"),
  name: optional(text),
  recordKey: optional(flag),
  recordErrors: optional(flag),
};

/** A trace is an observer: its failure is its own. */
function quietly<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}

/**
 * Puts what is inside of it in a span, as the active one, so that spans begun inside are its children: outermost the
 * whole call, inside a retry each attempt. Spans tell the attempt, whether the answer is degraded and where it came
 * from, and the error's code.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example pipeline(tracing({ tracer, name: "vies" }), retry(), tracing({ tracer, name: "vies attempt" }))
 */
export function tracing(options: TracingOptions): RunnablePolicy {
  checkOptions("tracing", options, rules);
  const { tracer, name = "resilience.call", recordKey = false, recordErrors = false } = options;

  const startSpan = (call: Call): Span | undefined =>
    quietly(() => {
      const attributes = { "resilience.policy": "tracing", "resilience.attempt": call.attempt };
      const key = recordKey && call.key !== undefined ? { "resilience.key": call.key } : {};
      return tracer.startSpan(name, { attributes: { ...attributes, ...key } });
    });

  function endWell(span: Span, { degraded, source }: CallRecord): void {
    span.setAttributes({ "resilience.degraded": degraded, "resilience.source": source });
    span.end();
  }

  function endBadly(span: Span, error: unknown): void {
    const code = errorCode(error);
    span.setAttribute("error.type", code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    if (recordErrors) span.recordException(error instanceof Error ? error : String(error));
    span.end();
  }

  const policy: RunnablePolicy = Object.freeze({
    kind: "tracing" as const,
    execute: executeAlone(() => policy),
    name,
    settings: Object.freeze({ name, recordKey, recordErrors }),
    wrap: (next: Next) => async (call: Call) => {
      const span = startSpan(call);
      if (span === undefined) return next(call);
      const record = call.record ?? newRecord();
      const traced = call.record === undefined ? call.recording(record) : call;
      try {
        const value = await context.with(trace.setSpan(context.active(), span), () => next(traced));
        quietly(() => endWell(span, record));
        return value;
      } catch (error) {
        quietly(() => endBadly(span, error));
        throw error;
      }
    },
  });
  return policy;
}
