const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** Whether the platform takes these arguments: if so, a `TypeError` of `fetch` was about the network. */
function isValidRequest(url: URL, init: RequestInit): boolean {
  try {
    new Request(url, { ...init, body: null, signal: null });
    return true;
  } catch {
    return false;
  }
}

/**
 * A failure of the network that has no code, in a form that policies recognise: `name` is what the DOM calls it, and
 * `cause` what `fetch` threw. Browsers say no more than `TypeError: Failed to fetch`, the very type of a programming
 * error; undici gives every failure of the network a code but for a reply that is not HTTP.
 */
export class NetworkFailure extends Error {
  override readonly name = "NetworkError";

  constructor(cause: TypeError) {
    super("The network failed.", { cause });
  }
}

/** `error` of `fetch`, named for what it is where neither its type nor a code says so. */
export function asNetworkFailure(error: unknown, url: URL, init: RequestInit): unknown {
  if (!(error instanceof TypeError)) return error;
  const { cause } = error;
  const isOfNetwork = cause === undefined ? isValidRequest(url, init) : property(cause, "name") === "HTTPParserError";
  return isOfNetwork ? new NetworkFailure(error) : error;
}
