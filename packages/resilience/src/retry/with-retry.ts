import type { CallOptions, Work } from "../call/context.js";
import { pipeline } from "../pipeline/pipeline.js";
import { type RetryOptions, retry } from "./retry.js";

/**
 * Runs `work` once under a retry of its own.
 *
 * @example const rates = await withRetry(({ signal }) => loadRates(signal), { maxRetries: 5 });
 */
export function withRetry<T>(work: Work<T>, options?: RetryOptions, call?: CallOptions): Promise<T> {
  return pipeline(retry(options)).execute(work, call);
}
