export interface HttpErrorDetails {
  readonly status: number;
  readonly method: string;
  readonly url: URL;
  /** In how many ms the service wants to be asked again, when it said so. */
  readonly retryAfterMs?: number | undefined;
}

// A registered symbol, so that errors are recognised across duplicate copies of the package.
const brand = Symbol.for("@tidegate/resilience/http-error");

/** Without what may be secret: user information, query and fragment. An opaque origin (`data:`) has its scheme only. */
const shownUrl = ({ origin, pathname, protocol }: URL): string => (origin === "null" ? protocol : origin + pathname);

/**
 * A reply whose status says that the request failed. Policies read `status` and `retryAfterMs` from it; it holds neither
 * the response nor anything secret of the request. Tell it by {@link isHttpError} rather than `instanceof`.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code = "HTTP_STATUS";
  readonly status: number;
  readonly method: string;
  /** Origin and path: no credentials, no query. */
  readonly url: string;
  readonly retryAfterMs: number | undefined;

  constructor({ status, method, url, retryAfterMs }: HttpErrorDetails) {
    const shown = shownUrl(url);
    super(`${method} ${shown} was answered with status ${status}.`);
    this.status = status;
    this.method = method;
    this.url = shown;
    this.retryAfterMs = retryAfterMs;
  }

  get [brand](): true {
    return true;
  }
}

/**
 * Whether `error` is a reply with a failing status, and with `status`, that very one.
 *
 * @example if (isHttpError(error, 404)) return undefined;
 */
export function isHttpError(error: unknown, status?: number): error is HttpError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return status === undefined || (error as HttpError).status === status;
}
