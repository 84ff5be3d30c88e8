import { isResilienceError } from "@tidegate/resilience";
import type { AnsweringService } from "./answering-service.js";
import type { Assistant, Reply } from "./assistant.js";

/** What came of a number of calls. */
export interface Measured {
  readonly calls: number;
  readonly service: number;
  readonly cache: number;
  readonly canned: number;
  /** Errors that the customer saw, by code. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Requests that reached the service. */
  readonly upstream: number;
  /** Calls that needed no request to the service, and what that saved, in millionths of a dollar. */
  readonly savedCalls: number;
  readonly savedCost: number;
  readonly spentCost: number;
  readonly p50: number;
  readonly p99: number;
  readonly replies: readonly (Reply | undefined)[];
  /** The pauses that refusals asked for, in ms. */
  readonly retryAfterMs: readonly number[];
}

interface Totals {
  readonly free: number;
  readonly saved: number;
  readonly spent: number;
}

const totalsOf = ({ budget }: Assistant): Totals => budget.snapshot?.() as unknown as Totals;

const codeOf = (error: unknown): string => (isResilienceError(error) ? error.code : String(error));

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** Asks all questions at once, or `together` at a time, and counts. */
export async function measure(
  assistant: Assistant,
  service: AnsweringService,
  questions: readonly string[],
  together: number = questions.length,
): Promise<Measured> {
  const [before, requests] = [totalsOf(assistant), service.requests];
  const rejected = new Map<string, number>();
  const durations: number[] = [];
  const replies: (Reply | undefined)[] = [];
  const retryAfterMs: number[] = [];
  let next = 0;
  const askInTurn = async (): Promise<void> => {
    while (next < questions.length) {
      const index = next++;
      const began = performance.now();
      try {
        replies[index] = await assistant.ask(questions[index] ?? "");
      } catch (error) {
        rejected.set(codeOf(error), (rejected.get(codeOf(error)) ?? 0) + 1);
        if (isResilienceError(error) && error.retryAfterMs !== undefined) retryAfterMs.push(error.retryAfterMs);
      }
      durations.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: together }, askInTurn));
  durations.sort((one, other) => one - other);
  const after = totalsOf(assistant);
  const answeredBy = (source: Reply["source"]) => replies.filter((reply) => reply?.source === source).length;
  return {
    calls: questions.length,
    service: answeredBy("service"),
    cache: answeredBy("cache"),
    canned: answeredBy("canned"),
    rejected,
    upstream: service.requests - requests,
    savedCalls: after.free - before.free,
    savedCost: after.saved - before.saved,
    spentCost: after.spent - before.spent,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    replies,
    retryAfterMs,
  };
}
