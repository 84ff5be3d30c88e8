import type { ResilienceEvent } from "../diagnostics/events.js";

interface Instrument {
  /** What is counted, in the braces of UCUM's annotations, as OpenTelemetry names units. */
  readonly unit: string;
  readonly description: string;
  readonly labels: readonly string[];
}

/** What is counted of the events; a word per level, which OpenTelemetry joins with dots and Prometheus with underscores. */
export const counters = {
  retries: { unit: "{retry}", description: "Retries that were scheduled.", labels: ["policy"] },
  "retries.abandoned": {
    unit: "{call}",
    description: "Calls that were not retried any more, by the reason.",
    labels: ["policy", "reason"],
  },
  rejections: {
    unit: "{call}",
    description: "Calls that a policy refused without asking the service.",
    labels: ["policy", "kind"],
  },
  queued: { unit: "{call}", description: "Calls that had to wait for their turn.", labels: ["policy", "kind"] },
  dequeued: {
    unit: "{call}",
    description: "Calls that waited no more, by how the waiting ended.",
    labels: ["policy", "kind", "outcome"],
  },
  timeouts: { unit: "{timeout}", description: "Attempts and calls that took too long.", labels: ["policy", "scope"] },
  "circuit.transitions": {
    unit: "{transition}",
    description: "Changes of a circuit's state.",
    labels: ["policy", "from", "to"],
  },
  "cache.requests": {
    unit: "{request}",
    description: "Questions to a cache, by what it had.",
    labels: ["policy", "result"],
  },
  "cache.failures": {
    unit: "{failure}",
    description: "Loads, refreshes and stores of a cache that failed.",
    labels: ["policy", "result"],
  },
  fallbacks: {
    unit: "{answer}",
    description: "Steps of a fallback that answered or failed.",
    labels: ["policy", "step", "outcome"],
  },
  hedges: { unit: "{attempt}", description: "Attempts beside the first one.", labels: ["policy", "reason"] },
  "hedges.won": { unit: "{call}", description: "Hedged calls that a later attempt answered.", labels: ["policy"] },
  "limiter.pauses": { unit: "{pause}", description: "Pauses that a limiter was told to make.", labels: ["policy"] },
  "limit.changes": {
    unit: "{change}",
    description: "Changes of an adaptive limit, by their direction.",
    labels: ["policy", "direction"],
  },
  reconfigurations: {
    unit: "{change}",
    description: "Policies whose settings were changed.",
    labels: ["policy", "pipeline"],
  },
  "redis.outages": { unit: "{outage}", description: "Times that a Redis server was lost.", labels: ["policy"] },
  "queue.requests": {
    unit: "{request}",
    description: "Requests to a request queue, by what became of them.",
    labels: ["policy", "outcome"],
  },
  "chaos.faults": {
    unit: "{fault}",
    description: "Faults that were injected on purpose.",
    labels: ["policy", "fault"],
  },
  cost: { unit: "{cost}", description: "What calls did cost.", labels: ["policy", "unit"] },
  "cost.saved": {
    unit: "{cost}",
    description: "What answers from a cache would have cost.",
    labels: ["policy", "unit"],
  },
  "calls.failed": {
    unit: "{call}",
    description: "Calls of registered pipelines that failed, by the error's code.",
    labels: ["pipeline", "error"],
  },
  "calls.degraded": {
    unit: "{call}",
    description: "Calls of registered pipelines that something else than the work answered.",
    labels: ["pipeline"],
  },
} as const satisfies Readonly<Record<string, Instrument>>;

export type CounterName = keyof typeof counters;

/** One addition to a counter. */
export interface Count {
  readonly counter: CounterName;
  readonly labels: Readonly<Record<string, string>>;
  readonly amount: number;
}

/** The part of an event's type before or after the dot. */
const before = (type: string): string => type.slice(0, type.indexOf("."));
const after = (type: string): string => type.slice(type.indexOf(".") + 1);

const count = (counter: CounterName, labels: Readonly<Record<string, string>>, amount = 1): Count => ({
  counter,
  labels,
  amount,
});

/** What an event adds to which counter. Events that count nowhere, and those of later versions, add nothing. */
export function countOf(event: ResilienceEvent): Count | undefined {
  const { policy } = event;
  switch (event.type) {
    case "retry.scheduled":
      return count("retries", { policy });
    case "retry.gave-up":
      return count("retries.abandoned", { policy, reason: event.reason });
    case "circuit.rejected":
    case "limiter.rejected":
    case "bulkhead.rejected":
    case "concurrency.rejected":
    case "shedder.rejected":
    case "cost.rejected":
      return count("rejections", { policy, kind: before(event.type) });
    case "limiter.queued":
    case "bulkhead.queued":
    case "concurrency.queued":
    case "circuit.queued":
      return count("queued", { policy, kind: before(event.type) });
    case "limiter.admitted":
    case "limiter.left":
    case "bulkhead.admitted":
    case "bulkhead.left":
    case "concurrency.admitted":
    case "concurrency.left":
    case "circuit.admitted":
    case "circuit.left":
      return count("dequeued", { policy, kind: before(event.type), outcome: after(event.type) });
    case "queue.enqueued":
    case "queue.rejected":
    case "queue.started":
    case "queue.completed":
    case "queue.failed":
    case "queue.expired":
    case "queue.cancelled":
    case "queue.stopped":
      return count("queue.requests", { policy, outcome: after(event.type) });
    case "chaos.injected":
      return count("chaos.faults", { policy, fault: event.fault });
    case "cost.charged":
      return count("cost", { policy, unit: event.unit }, event.cost);
    case "cost.saved":
      return count("cost.saved", { policy, unit: event.unit }, event.cost);
    case "timeout":
      return count("timeouts", { policy, scope: event.scope });
    case "circuit.changed":
      return count("circuit.transitions", { policy, from: event.from, to: event.to });
    case "cache.hit":
    case "cache.stale":
    case "cache.miss":
    case "cache.shared":
    case "cache.refreshed-early":
    case "cache.invalidated":
      return count("cache.requests", { policy, result: after(event.type) });
    case "cache.last-known-good":
    case "cache.refresh-failed":
    case "cache.store-failed":
      return count("cache.failures", { policy, result: after(event.type) });
    case "fallback.used":
      return count("fallbacks", { policy, step: event.step, outcome: "answered" });
    case "fallback.step-failed":
      return count("fallbacks", { policy, step: event.step, outcome: "failed" });
    case "hedge.started":
      return count("hedges", { policy, reason: event.reason });
    case "hedge.won":
      return count("hedges.won", { policy });
    case "limiter.paused":
      return count("limiter.pauses", { policy });
    case "concurrency.limit-changed":
      return count("limit.changes", { policy, direction: event.to > event.from ? "up" : "down" });
    case "policy.reconfigured":
      return count("reconfigurations", { policy, pipeline: event.pipeline });
    case "redis.lost":
      return count("redis.outages", { policy });
    default:
      return undefined;
  }
}
