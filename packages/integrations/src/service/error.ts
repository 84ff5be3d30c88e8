/** Why a call to an outside service brought no answer. */
export type ServiceErrorCode =
  /** Not reachable, or it says itself that it can not answer now. */
  | "UNAVAILABLE"
  /** Too many calls, by the service's count or by our own limit. */
  | "RATE_LIMITED"
  /** No answer in the time allowed. */
  | "TIMEOUT"
  /** It failed so often that it is left alone for a while; nothing was sent. */
  | "CIRCUIT_OPEN"
  /** It understood the request and refuses it: asking again changes nothing. */
  | "REJECTED"
  /** What came back is not what the service documents: HTML, cut, of the wrong shape. */
  | "BAD_REPLY"
  /** It has no such thing. */
  | "NOT_FOUND"
  /** It does not accept the credentials, or there are none. */
  | "UNAUTHORIZED";

export interface ServiceErrorDetails {
  readonly service: string;
  readonly code: ServiceErrorCode;
  /** What happened, as the end of a sentence that starts with the service's name. Never holds a secret. */
  readonly message: string;
  readonly status?: number | undefined;
  /** The service's own word for it, such as `MS_UNAVAILABLE`. */
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Whether the same call may succeed a moment later; follows from the code where it is left out. */
  readonly transient?: boolean | undefined;
  readonly cause?: unknown;
}

const transientCodes: ReadonlySet<ServiceErrorCode> = new Set(["UNAVAILABLE", "RATE_LIMITED", "TIMEOUT", "BAD_REPLY"]);

/**
 * A call that brought no answer. It is never an answer itself: a number that could not be checked is not an invalid one.
 *
 * @example
 * try { await vies.check(number) } catch (error) {
 *   if (isServiceError(error, "RATE_LIMITED")) askAgainIn(error.retryAfterMs);
 * }
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly service: string;
  readonly code: ServiceErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly transient: boolean;

  constructor(details: ServiceErrorDetails) {
    const marks = [details.status === undefined ? "" : `HTTP ${details.status}`, details.reason ?? ""].filter(Boolean);
    const suffix = marks.length > 0 ? ` (${marks.join(", ")})` : "";
    super(`${details.service} ${details.message}${suffix}`, { cause: details.cause });
    this.service = details.service;
    this.code = details.code;
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
    this.transient = details.transient ?? transientCodes.has(details.code);
  }
}

/** Tells a `ServiceError` apart by its fields, so that it works across two copies of this package. */
export function isServiceError(error: unknown, code?: ServiceErrorCode): error is ServiceError {
  if (!(error instanceof Error) || error.name !== "ServiceError" || !("code" in error)) return false;
  return code === undefined || error.code === code;
}
