import type { CallContext } from "../call/context.js";
import { isResilienceError } from "../errors/resilience-error.js";
import type { Pipeline } from "../pipeline/pipeline.js";
import { Attempts } from "./attempt.js";
import { withBodyTimeout } from "./body-timeout.js";
import { type FetchSettings, type ResilientFetchOptions, readFetchOptions } from "./fetch-options.js";
import { HttpError } from "./http-error.js";
import { addIdempotencyKey, mayRepeat } from "./idempotency.js";
import { NetworkFailure } from "./network-failure.js";
import { ReceivedResponses } from "./received-responses.js";
import { type FetchInput, type PlannedRequest, planRequest, type ResilientRequestInit } from "./request-init.js";
import { heedPause, requestedPause } from "./service-pause.js";

/** `fetch`, under the policies of a pipeline; `Out` is what these may answer instead, a fallback's value. */
export type ResilientFetch<Out = never> = (input: FetchInput, init?: ResilientRequestInit) => Promise<Response | Out>;

const httpError = ({ method, url }: PlannedRequest, response: Response, settings: FetchSettings): HttpError =>
  new HttpError({
    status: response.status,
    method,
    url,
    retryAfterMs: requestedPause(response, settings.clock.wallNow()),
  });

/** One attempt as the pipeline sees it: a response, or an error for what another attempt might mend. */
function workOf(request: PlannedRequest, key: string, received: ReceivedResponses, settings: FetchSettings) {
  const attempts = new Attempts(request, settings);
  return async (context: CallContext): Promise<Response> => {
    const response = await attempts.send(context);
    heedPause(response, key, settings);
    if (!settings.isFailure(response.status)) {
      received.addAnswer(response);
      return response;
    }
    const error = httpError(request, response, settings);
    if (settings.throwOnStatus) received.discard(response);
    else received.addFailure(error, response);
    throw error;
  };
}

/** What plain `fetch` would have rejected with: its own error, and the caller's reason for leaving. */
function asFetchRejects(error: unknown, { signal }: PlannedRequest): unknown {
  if (signal?.aborted && isResilienceError(error, "ABORTED")) return signal.reason;
  return error instanceof NetworkFailure ? error.cause : error;
}

/**
 * `fetch` under a pipeline's policies, with its signature and its answers.
 *
 * - A status of 408, 429 or 5xx fails the attempt with an {@link HttpError}, so that retry and breaker see it. If it
 *   stays so to the end, the last response is answered, body and all, or thrown with `throwOnStatus`.
 * - GET, HEAD, OPTIONS, PUT and DELETE are idempotent (RFC 9110, section 9.2.2); POST and PATCH are sent again only with
 *   `idempotent: true`, an `Idempotency-Key` header, or the option `idempotencyKey`. A stream, or a `Request` with a
 *   body, is sent once whatever else is said; a function as `body` makes a new one for each attempt.
 * - Retry-After and `RateLimit` headers become the error's `retryAfterMs`, and pause the `limiter`.
 * - The time that an attempt has left goes along in a header; {@link deadlineFromHeaders} reads it on the other side.
 * - Bodies of responses that the caller does not get are read to their end, or cancelled when that is far: no connection
 *   is held.
 * - Timeouts of the pipeline end with the headers. The caller's signal, and `bodyTimeoutMs`, hold for the body too.
 *
 * A caller's abort rejects with the signal's reason and a network failure with `fetch`'s own error. Refusals of policies
 * (`CIRCUIT_OPEN`, `TIMEOUT`, `RETRY_BUDGET_EXHAUSTED`) are thrown as they are.
 *
 * @throws ResilienceError `INVALID_OPTION`, also for a pipeline with a cache: a body can be read only once
 * @example
 * const fetch = resilientFetch(pipeline(retry({ maxRetries: 3 }), timeout({ ms: 2_000 })));
 * const response = await fetch("https://api.frankfurter.dev/v1/latest", { deadlineMs: 10_000 });
 */
export function resilientFetch<Out = never>(
  pipeline: Pipeline<Out>,
  options: ResilientFetchOptions = {},
): ResilientFetch<Out> {
  const settings = readFetchOptions(options, pipeline.policies);
  const { bodyTimeoutMs, clock } = settings;

  return async (input, init) => {
    const request = planRequest(input, init);
    const key = request.call.key ?? settings.keyOf(request);
    addIdempotencyKey(request, settings.newIdempotencyKey);
    const received = new ReceivedResponses(settings.drain);
    const forCaller = (response: Response): Response =>
      bodyTimeoutMs === undefined ? response : withBodyTimeout(response, { ms: bodyTimeoutMs, clock, key });

    const { deadlineMs, priority } = request.call;
    const call = { key, deadlineMs, priority, idempotent: mayRepeat(request), signal: request.signal };
    let value: Response | Out;
    try {
      value = await pipeline.execute(workOf(request, key, received, settings), call);
    } catch (error) {
      const last = received.failWith(error);
      if (last !== undefined) return forCaller(last);
      throw asFetchRejects(error, request);
    }
    if (!received.endWith(value)) return value;
    if (settings.throwOnStatus && value.status >= 400) {
      received.discard(value);
      throw httpError(request, value, settings);
    }
    return forCaller(value);
  };
}
