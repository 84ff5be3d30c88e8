import { isResilienceError } from "./resilience-error.js";

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
]);

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const isProgrammingError = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof ReferenceError ||
  error instanceof RangeError ||
  error instanceof SyntaxError;

/** The network's error code; `fetch` hides it in the cause of a TypeError, whose own code is about its arguments. */
function networkCode(error: unknown): string | undefined {
  const own = isProgrammingError(error) ? undefined : property(error, "code");
  const code = own ?? property(property(error, "cause"), "code");
  return typeof code === "string" && !code.startsWith("ERR_INVALID_") ? code : undefined;
}

const status = (error: unknown): number | undefined => {
  const value = property(error, "status");
  return typeof value === "number" ? value : undefined;
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
 * own. Everything else is not: other statuses, unknown hosts, aborts, programming errors, and this library's own refusals.
 */
export function isTransient(error: unknown): boolean {
  if (isResilienceError(error)) return error.code === "TIMEOUT" && error.scope === "attempt";
  if (isAbort(error)) return false;
  const answered = status(error);
  if (answered !== undefined) return answered === 408 || answered === 429 || (answered >= 500 && answered <= 599);
  if (property(error, "name") === "TimeoutError") return true;
  const code = networkCode(error);
  return code !== undefined && transientCodes.has(code);
}

/**
 * Whether an error says that the service is unwell, which opens a circuit: timeouts, a `status` of 408 or 5xx, network
 * errors, and errors of unknown kind. Neutral are the other statuses (the service answered; 429 asks for patience, which
 * is the limiter's and the retry's business), aborts, programming errors, and this library's own refusals.
 */
export function isServiceFailure(error: unknown): boolean {
  if (isResilienceError(error)) return error.code === "TIMEOUT";
  if (isAbort(error)) return false;
  const answered = status(error);
  if (answered !== undefined) return answered === 408 || answered >= 500;
  return networkCode(error) !== undefined || !isProgrammingError(error);
}
