import type { Clock } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";

export interface BodyTimeout {
  readonly ms: number;
  readonly clock: Clock;
  readonly key: string | undefined;
}

function stalled({ ms, key }: BodyTimeout): ResilienceError {
  if (observed()) emit({ type: "timeout", policy: "fetch", key, ms, scope: "attempt" });
  return refusal("TIMEOUT", `The response's body stalled for ${ms} ms.`, { scope: "attempt" });
}

/** The next piece, or a rejection when it takes too long; the body is then cancelled, which frees its connection. */
function readInTime(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: BodyTimeout,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const timer = limit.clock.setTimeout(() => {
      const error = stalled(limit);
      reject(error);
      reader.cancel(error).catch(() => undefined);
    }, limit.ms);
    reader
      .read()
      .then(resolve, reject)
      .finally(() => limit.clock.clearTimeout(timer));
  });
}

/**
 * The same response with a body that fails with `TIMEOUT` when no byte comes for `limit.ms` while somebody reads. A
 * reader that takes its time costs nothing: the time runs only while a read is waiting.
 */
export function withBodyTimeout(response: Response, limit: BodyTimeout): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await readInTime(reader, limit);
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers, url, redirected, type } = response;
  const limited = new Response(body, { status, statusText, headers });
  // A constructor can not set these.
  return Object.defineProperties(limited, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
  });
}
