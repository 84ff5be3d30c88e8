import type { CallOptions } from "../call/context.js";
import { callable, checkOptions, milliseconds, number, optional, type Rule } from "../options/check-options.js";

/** A body, or a function that makes it anew for every attempt: the only way to repeat a stream. */
export type RepeatableBody = BodyInit | null | (() => BodyInit | Promise<BodyInit>);

/** What `fetch` takes, and what the call is to a pipeline. */
export interface ResilientRequestInit extends Omit<RequestInit, "body" | "priority"> {
  readonly body?: RepeatableBody | undefined;
  /** A number is the call's priority where calls wait (`CallOptions.priority`); a word is the browser's hint. */
  readonly priority?: number | "high" | "low" | "auto";
  /** Ends the call after this many ms, the retries included and reading the body not, with `TIMEOUT` of scope `total`. */
  readonly deadlineMs?: number | undefined;
  /** Whether the request may be sent again. Default: by its method, see {@link resilientFetch}. */
  readonly idempotent?: boolean | undefined;
  /** The key of policies with `perKey`. Default: what the option `key` says, the origin. */
  readonly key?: string | undefined;
}

/** What `key` may look at. */
export interface RequestTarget {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

export type FetchInput = string | URL | Request;

/** One request, made ready to be sent any number of times, or once. */
export interface PlannedRequest extends RequestTarget {
  readonly input: FetchInput;
  /** What goes to `fetch`; headers, body and signal are put in per attempt. */
  readonly init: RequestInit;
  readonly body: RepeatableBody | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether its body can be sent again. */
  readonly repeatable: boolean;
  readonly call: Pick<CallOptions, "deadlineMs" | "idempotent" | "key"> & { readonly priority?: number | undefined };
}

const aString: Rule = (value) => (typeof value === "string" ? undefined : "a string");
const aBoolean: Rule = (value) => (typeof value === "boolean" ? undefined : "a boolean");
const callRules = {
  priority: optional(number(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)),
  deadlineMs: optional(milliseconds(0)),
  idempotent: optional(aBoolean),
  key: optional(aString),
};

/** Of `fetch`, also when it comes from another package than the global one. */
const isRequest = (input: unknown): input is Request =>
  typeof input === "object" && input !== null && "url" in input && "clone" in input;

/** An address as the platform would read it: in a page, relative to the page. */
function parseUrl(address: string): URL {
  const page: unknown = Reflect.get(globalThis, "document");
  const base: unknown = typeof page === "object" && page !== null ? Reflect.get(page, "baseURI") : undefined;
  let url: URL;
  try {
    url = new URL(address, base as string | undefined);
  } catch {
    // What fetch says here has the whole address in it, which may hold a secret.
    throw new TypeError("fetch: the address is not a valid URL.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("fetch: an address with credentials in it can not be requested; send them in a header.");
  }
  return url;
}

function copyHeaders(headers: HeadersInit | undefined): Headers {
  try {
    return new Headers(headers);
  } catch {
    // Neither said by the platform nor passed on as the cause: its message quotes the value.
    throw new TypeError("fetch: a header has a name or a value that HTTP does not allow.");
  }
}

const isStream = (body: unknown): boolean =>
  typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body);

/** Firefox has no `Request.body`: then only the method tells that there is none. */
const hasBody = ({ body, method }: Request): boolean =>
  body === undefined ? method !== "GET" && method !== "HEAD" : body !== null;

/**
 * Reads what a call of `fetch` was given.
 *
 * @throws TypeError for what `fetch` would refuse, naming no secret; ResilienceError `INVALID_OPTION`
 */
export function planRequest(input: FetchInput, options: ResilientRequestInit = {}): PlannedRequest {
  const { body, deadlineMs, idempotent, key, priority, ...rest } = options;
  const call = { deadlineMs, idempotent, key, priority: typeof priority === "number" ? priority : undefined };
  checkOptions("fetch", call, callRules);
  const request = isRequest(input) ? input : undefined;
  const ownBody = request !== undefined && (body === undefined || body === null) && hasBody(request);
  if (ownBody && (request.bodyUsed || request.body?.locked)) {
    throw new TypeError("fetch: the Request's body has been used; a Request with a body can be sent once.");
  }
  return {
    input,
    init: {
      // A Request loses these as soon as anything is given beside it.
      ...(request === undefined ? {} : { referrer: request.referrer, referrerPolicy: request.referrerPolicy }),
      ...rest,
      ...(typeof priority === "string" ? { priority } : {}),
    },
    method: (rest.method ?? request?.method ?? "GET").toUpperCase(),
    url: parseUrl(request?.url ?? String(input)),
    headers: copyHeaders(rest.headers ?? request?.headers),
    body,
    signal: rest.signal === undefined ? request?.signal : (rest.signal ?? undefined),
    repeatable: !ownBody && !isStream(body),
    call,
  };
}

/** The body of one attempt. A stream is sent while the answer may come already, which `fetch` wants to be told. */
export async function bodyOf(body: RepeatableBody | undefined): Promise<RequestInit> {
  if (body === undefined || body === null) return {};
  const made = callable(body) === undefined ? await (body as () => BodyInit | Promise<BodyInit>)() : (body as BodyInit);
  return isStream(made) ? ({ body: made, duplex: "half" } as RequestInit) : { body: made };
}
