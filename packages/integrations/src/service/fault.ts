import { HttpError, type HttpErrorKind } from "../http/error.js";
import type { HttpReply } from "../http/exchange.js";
import type { Authentication, Fault } from "./contract.js";
import { ServiceError, type ServiceErrorCode } from "./error.js";

const messages: Readonly<Record<ServiceErrorCode, string>> = {
  UNAVAILABLE: "can not answer now",
  RATE_LIMITED: "asks for fewer calls: wait before the next one",
  TIMEOUT: "timed out on its own side",
  CIRCUIT_OPEN: "failed too often and is left alone for a while",
  REJECTED: "refuses the request",
  BAD_REPLY: "answered with something that is not its documented reply",
  NOT_FOUND: "has no such thing",
  UNAUTHORIZED: "does not accept the credentials: check them",
};

/** The error for a fault that the service named itself. */
export function namedFault(
  service: string,
  fault: Fault,
  status: number,
  retryAfterMs: number | undefined,
): ServiceError {
  return new ServiceError({ service, message: messages[fault.code], status, retryAfterMs, ...fault });
}

/** The error for a status that the operation does not document, where the body did not say more. */
export function statusFault(
  service: string,
  reply: Pick<HttpReply, "status" | "mediaType">,
  authentication: Authentication["kind"],
  retryAfterMs: number | undefined,
): ServiceError {
  const code = codeOf(reply, authentication);
  return new ServiceError({ service, code, message: messages[code], status: reply.status, retryAfterMs });
}

function codeOf(
  { status, mediaType }: Pick<HttpReply, "status" | "mediaType">,
  authentication: string,
): ServiceErrorCode {
  if (status === 429) return "RATE_LIMITED";
  if (status === 408 || status === 504) return "TIMEOUT";
  if (status >= 500) return "UNAVAILABLE";
  if (status === 404 || status === 410) return "NOT_FOUND";
  if (status === 401 || status === 403) return authentication === "none" ? "REJECTED" : "UNAUTHORIZED";
  // A page for people where a program was to answer comes from something in between, not from the service.
  if (mediaType === "text/html" || status < 400) return "BAD_REPLY";
  return "REJECTED";
}

/** The error for a documented status with a body that can not be believed. */
export function unbelievable(service: string, status: number, why: string, cause?: unknown): ServiceError {
  return new ServiceError({ service, code: "BAD_REPLY", message: `${messages.BAD_REPLY}: ${why}`, status, cause });
}

const connectionFaults: Readonly<Record<HttpErrorKind, ServiceErrorCode>> = {
  "unknown-host": "UNAVAILABLE",
  "lookup-failed": "UNAVAILABLE",
  unreachable: "UNAVAILABLE",
  untrusted: "UNAVAILABLE",
  broken: "UNAVAILABLE",
  cut: "BAD_REPLY",
  "too-large": "BAD_REPLY",
  redirect: "BAD_REPLY",
};

/** Failures in which the service was not reached at all, and how many of them tell that another attempt is in vain. */
const patience: Readonly<Partial<Record<HttpErrorKind, number>>> = {
  "unknown-host": 1,
  untrusted: 1,
  "lookup-failed": 2,
  unreachable: 2,
};

/**
 * The error for an exchange that did not come to an end. A name that does not exist and a certificate that is not
 * trusted are the same a second later; a name server that asks to try again, and a host that takes no connection, are
 * asked once more: either it was a moment, or it lasts longer than a call can wait.
 */
export function connectionFault(service: string, error: HttpError, attempt: number): ServiceError {
  const { kind, message } = error;
  const code = connectionFaults[kind];
  const lasting = attempt >= (patience[kind] ?? Number.POSITIVE_INFINITY);
  return new ServiceError({
    service,
    code,
    message: `${kind in patience ? "can not be reached" : messages[code]}: ${message}`,
    cause: error,
    ...(lasting ? { transient: false } : {}),
  });
}

/** Whether an error says that the service was not reached: then nothing of it can be, whatever the question. */
export function isUnreached(error: unknown): boolean {
  return error instanceof ServiceError && error.cause instanceof HttpError && error.cause.kind in patience;
}
