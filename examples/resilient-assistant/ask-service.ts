import { parseRetryAfter } from "@tidegate/resilience";

export interface ServiceAnswer {
  readonly answer: string;
  /** Millionths of a dollar. */
  readonly cost: number;
}

/** One request. What is thrown has the `status` and the `retryAfterMs` by which the policies go. */
export async function askService(url: string, question: string, signal: AbortSignal): Promise<ServiceAnswer> {
  const response = await fetch(`${url}/answers?question=${encodeURIComponent(question)}`, { signal });
  if (response.ok) return (await response.json()) as ServiceAnswer;
  await response.body?.cancel();
  throw Object.assign(new Error(`The answering service said ${response.status}.`), {
    status: response.status,
    retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), Date.now()),
  });
}
