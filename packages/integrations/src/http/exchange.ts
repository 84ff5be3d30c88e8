import { discardBody, readBody } from "./body.js";
import { connectionError } from "./connection-error.js";
import { HttpError } from "./error.js";

export type Fetch = typeof globalThis.fetch;

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the request carries a secret: then it never leaves its origin. */
  readonly confidential: boolean;
}

export interface HttpReply {
  readonly status: number;
  /** Lower case, without parameters; empty where the server named none. */
  readonly mediaType: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const maxRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * One request and its whole reply. Follows at most three redirects, never from https to http, never with a secret to
 * another origin, and never turning a POST into a GET.
 *
 * @throws HttpError; the signal's reason where it has fired
 */
export async function exchange(
  request: HttpRequest,
  options: { readonly fetch: Fetch; readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<HttpReply> {
  let { url } = request;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await send(request, url, options);
    if (!redirects.has(response.status)) {
      return {
        status: response.status,
        mediaType: (response.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "",
        headers: response.headers,
        body: await readBody(response, options.maxBytes, options.signal),
      };
    }
    await discardBody(response);
    url = redirectTarget(request, url, response);
  }
  throw new HttpError("redirect", `more than ${maxRedirects} redirects`);
}

async function send(
  request: HttpRequest,
  url: URL,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(url, {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw connectionError(error);
  }
}

function redirectTarget(request: HttpRequest, from: URL, response: Response): URL {
  const location = response.headers.get("location");
  const target = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (target === null) throw new HttpError("redirect", "a redirect without a usable address");
  if (request.method === "POST" && response.status !== 307 && response.status !== 308) {
    throw new HttpError("redirect", "a redirect that would turn a POST into a GET");
  }
  if (target.protocol !== "https:" && target.protocol !== from.protocol) {
    throw new HttpError("redirect", "a redirect to an address that is less safe");
  }
  if (request.confidential && target.origin !== from.origin) {
    throw new HttpError("redirect", "a redirect that would carry a secret to another origin");
  }
  return target;
}
