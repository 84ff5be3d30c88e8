import type { CallContext } from "../call/context.js";
import { refuseOptions } from "../options/check-options.js";
import { abortBodyWith } from "./body-abort.js";
import { remainingTime } from "./deadline-header.js";
import type { FetchSettings } from "./fetch-options.js";
import { asNetworkFailure } from "./network-failure.js";
import { bodyOf, type PlannedRequest } from "./request-init.js";

/** The signal of one attempt: the pipeline's until there is a response, the caller's as long as its body is read. */
function attemptSignal(context: CallContext, caller: AbortSignal | undefined) {
  const { signal } = context;
  if (caller === undefined || caller === signal) return { signal, onResponse: () => undefined };
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  const onResponse = ({ body }: Response) => {
    if (body !== null) abortBodyWith(caller, body, controller);
  };
  return { signal: controller.signal, onResponse };
}

/** A planned request in the course of its attempts. */
export class Attempts {
  private readonly request: PlannedRequest;
  private readonly settings: FetchSettings;
  private readonly deadlineHeader: string | undefined;
  private sent = 0;

  constructor(request: PlannedRequest, settings: FetchSettings) {
    this.request = request;
    this.settings = settings;
    const header = settings.deadlineHeaderFor(request.url);
    // A header of the caller's own is the caller's word.
    this.deadlineHeader = header !== undefined && request.headers.has(header) ? undefined : header;
  }

  /** Sends the request once more; rejects with what `fetch` does, or with a `NetworkError` for what hides its nature. */
  async send(context: CallContext): Promise<Response> {
    const { request, settings } = this;
    this.sent += 1;
    if (this.sent > 1 && !request.repeatable) {
      refuseOptions("fetch", "a stream can be sent once; give body as a function that makes it anew");
    }
    const body = await bodyOf(request.body);
    const { signal, onResponse } = attemptSignal(context, request.signal);
    const init = { ...request.init, ...body, headers: this.headersFor(context), signal };
    try {
      const response = await settings.send(request.input, init);
      onResponse(response);
      return response;
    } catch (error) {
      throw asNetworkFailure(error, request.url, init);
    }
  }

  private headersFor({ deadline }: CallContext): Headers {
    const { headers } = this.request;
    if (this.deadlineHeader === undefined || deadline === undefined) return headers;
    const timed = new Headers(headers);
    timed.set(this.deadlineHeader, remainingTime(deadline, this.settings.clock.now()));
    return timed;
  }
}
