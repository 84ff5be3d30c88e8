import {
  type CircuitBreaker,
  type CostBudget,
  cache,
  circuitBreaker,
  costBudget,
  countWindow,
  exponentialBackoff,
  fallback,
  pipeline,
  RequestQueue,
  retry,
  timeout,
} from "@tidegate/resilience";
import { highestCost } from "./answering-service.js";
import { askService, type ServiceAnswer } from "./ask-service.js";
import { cannedAnswer } from "./knowledge.js";

export interface Reply {
  readonly text: string;
  /** Who answered. */
  readonly source: "service" | "cache" | "canned";
  /** Whether it is not the service's answer of just now. */
  readonly degraded: boolean;
}

export interface Assistant {
  /** @throws ResilienceError `QUEUE_FULL` with `retryAfterMs`: the only error that a customer can meet */
  ask(question: string): Promise<Reply>;
  readonly queue: RequestQueue;
  readonly budget: CostBudget;
  readonly breaker: CircuitBreaker;
}

export interface AssistantSettings {
  /** Of the answering service. */
  readonly url: string;
  readonly random: () => number;
  /** Questions that wait, and that are answered at the same time. */
  readonly capacity: number;
  readonly workers: number;
  /** How long an answer is taken for fresh. */
  readonly freshMs: number;
}

/** How long one request may take: a hundred times the usual, for machines that are busy. */
export const attemptMs = 1_000;

/** An error with a status is an answer that cost nothing; of a request that went missing nobody knows. */
const costOfFailure = (reason: unknown): number =>
  typeof reason === "object" && reason !== null && "status" in reason ? 0 : highestCost;

/**
 * Queue > fallback > cost budget > cache > total timeout > retry > circuit breaker > attempt timeout > the service.
 *
 * The pauses are those of a service that answers within 10 ms; they scale with it.
 */
export function createAssistant({ url, random, capacity, workers, freshMs }: AssistantSettings): Assistant {
  const queue = new RequestQueue({ capacity, workers });
  const budget = costBudget({
    limit: 100_000_000,
    unit: "micro-USD",
    costPerCall: highestCost,
    actualCost: (result) =>
      result.status === "fulfilled" ? (result.value as ServiceAnswer).cost : costOfFailure(result.reason),
  });
  const breaker = circuitBreaker({
    // 60 % of failures are for the retry; a service that fails nearly always is left alone.
    strategy: countWindow({ size: 40, minimumCalls: 20, failureRate: 0.9 }),
    openMs: 250,
  });
  const answers = pipeline(
    fallback<ServiceAnswer>([{ name: "canned", run: ({ key = "" }) => ({ answer: cannedAnswer(key), cost: 0 }) }]),
    budget,
    cache<ServiceAnswer>({ ttlMs: freshMs, lastKnownGoodMs: 3_600_000, random }),
    timeout({ ms: 10_000, kind: "total" }),
    retry({ maxRetries: 7, backoff: exponentialBackoff({ initialMs: 10, maxMs: 100 }), random }),
    breaker,
    timeout({ ms: attemptMs }),
  );
  const sources: Readonly<Record<string, Reply["source"]>> = { primary: "service", cache: "cache", canned: "canned" };
  queue.start();
  return {
    queue,
    budget,
    breaker,
    async ask(question) {
      const { value, source, degraded } = await queue.enqueue(({ signal }) =>
        answers.executeWithReport((context) => askService(url, question, context.signal), { key: question, signal }),
      );
      return { text: value.answer, source: sources[source] ?? "service", degraded };
    },
  };
}
