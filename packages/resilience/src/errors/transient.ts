import { isResilienceError, type ResilienceError } from "./resilience-error.js";

const transientCodes: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const isProgrammingError = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof ReferenceError ||
  error instanceof RangeError ||
  error instanceof SyntaxError;

/** Causes of causes, no deeper: a chain may be a circle. */
const deepestCause = 5;

/**
 * The network's error code, from wherever it hides: `fetch` puts it in the cause of a TypeError, whose own code is about
 * its arguments; others wrap that error once more; a host with several addresses (RFC 8305) fails with an AggregateError,
 * of which one transient member is enough: that address may answer next time.
 */
function networkCode(error: unknown, depth = 0): string | undefined {
  if (depth > deepestCause || typeof error !== "object" || error === null) return undefined;
  const own = isProgrammingError(error) ? undefined : property(error, "code");
  if (typeof own === "string") return own.startsWith("ERR_INVALID_") ? undefined : own;
  const members = property(error, "errors");
  if (!Array.isArray(members)) return networkCode(property(error, "cause"), depth + 1);
  const codes = members.map((member) => networkCode(member, depth + 1)).filter((code) => code !== undefined);
  return codes.find((code) => transientCodes.has(code)) ?? codes[0];
}

/** A refusal of this library, itself or what the work wrapped it in. An answer with a status is the service's own. */
function refusalIn(error: unknown, depth = 0): ResilienceError | undefined {
  if (isResilienceError(error)) return error;
  if (depth > deepestCause || status(error) !== undefined) return undefined;
  const cause = property(error, "cause");
  return cause === undefined ? undefined : refusalIn(cause, depth + 1);
}

const status = (error: unknown): number | undefined => {
  const value = property(error, "status");
  return typeof value === "number" ? value : undefined;
};

/** Names of DOMException (Web IDL): a time limit of the work's own, and a network without a code, as in browsers. */
const isTransientByName = (error: unknown): boolean => {
  const name = property(error, "name");
  return name === "TimeoutError" || name === "NetworkError";
};

const isAbort = (error: unknown): boolean =>
  property(error, "name") === "AbortError" || isResilienceError(error, "ABORTED");

/** The transport-neutral form of Retry-After: whoever speaks to the service puts it on the error. */
export function retryAfterHint(error: unknown): number | undefined {
  const ms = property(error, "retryAfterMs");
  return typeof ms === "number" && ms >= 0 ? ms : undefined;
}

/**
 * Whether an error may be gone when the work is tried again: a `status` of 408, 429 or 5xx, a connection reset, refused,
 * timed out or unreachable, a name server that asks to try again, a timed-out attempt, a `TimeoutError` of the work's
 * own, a `NetworkError`. Everything else is not: other statuses, unknown hosts, aborts, programming errors, and this
 * library's own refusals, also as the cause of an error that the work made of them.
 */
export function isTransient(error: unknown): boolean {
  const refused = refusalIn(error);
  if (refused !== undefined) return refused.code === "TIMEOUT" && refused.scope === "attempt";
  if (isAbort(error)) return false;
  const answered = status(error);
  if (answered !== undefined) return answered === 408 || answered === 429 || (answered >= 500 && answered <= 599);
  if (isTransientByName(error)) return true;
  const code = networkCode(error);
  return code !== undefined && transientCodes.has(code);
}

/**
 * Whether an error says that the service is unwell, which opens a circuit: timeouts, a `status` of 408 or 5xx, network
 * errors, and errors of unknown kind. Neutral are the other statuses (the service answered; 429 asks for patience, which
 * is the limiter's and the retry's business), aborts, programming errors, and this library's own refusals, also as the
 * cause of an error that the work made of them.
 */
export function isServiceFailure(error: unknown): boolean {
  const refused = refusalIn(error);
  if (refused !== undefined) return refused.code === "TIMEOUT";
  if (isAbort(error)) return false;
  const answered = status(error);
  if (answered !== undefined) return answered === 408 || answered >= 500;
  return networkCode(error) !== undefined || !isProgrammingError(error);
}
