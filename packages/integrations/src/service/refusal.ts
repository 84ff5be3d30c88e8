import { isResilienceError, type ResilienceErrorCode } from "@tidegate/resilience";
import { isServiceError, ServiceError, type ServiceErrorCode } from "./error.js";

const refusals: Readonly<Partial<Record<ResilienceErrorCode, readonly [ServiceErrorCode, string]>>> = {
  TIMEOUT: ["TIMEOUT", "did not answer in the time allowed"],
  CIRCUIT_OPEN: ["CIRCUIT_OPEN", "failed too often and is left alone for a while"],
  RATE_LIMITED: ["RATE_LIMITED", "has no free place under its rate limit in the time allowed"],
  BULKHEAD_FULL: ["RATE_LIMITED", "has too many calls waiting already"],
};

/** What a caller gets to see of whatever ended a call: its own reason if it left, a `ServiceError`, or a plain bug. */
export function callError(service: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (isServiceError(error) || !isResilienceError(error)) return error;
  if (error.code === "ABORTED") return signal?.aborted === true ? signal.reason : error;
  const [code, message] = refusals[error.code] ?? ["UNAVAILABLE", "can not be asked"];
  return new ServiceError({ service, code, message, retryAfterMs: error.retryAfterMs, cause: error });
}
