import type { Fault } from "../service/contract.js";
import type { ServiceErrorCode } from "../service/error.js";

/** VIES's own error codes (its FAQ and its test service) and what they mean for a caller. None of them is a verdict. */
const codes: Readonly<Record<string, ServiceErrorCode>> = {
  INVALID_INPUT: "REJECTED",
  INVALID_REQUESTER_INFO: "REJECTED",
  VAT_BLOCKED: "REJECTED",
  IP_BLOCKED: "REJECTED",
  SERVICE_UNAVAILABLE: "UNAVAILABLE",
  MS_UNAVAILABLE: "UNAVAILABLE",
  SERVER_BUSY: "UNAVAILABLE",
  TIMEOUT: "TIMEOUT",
  GLOBAL_MAX_CONCURRENT_REQ: "RATE_LIMITED",
  GLOBAL_MAX_CONCURRENT_REQ_TIME: "RATE_LIMITED",
  MS_MAX_CONCURRENT_REQ: "RATE_LIMITED",
  MS_MAX_CONCURRENT_REQ_TIME: "RATE_LIMITED",
};

const verdicts: ReadonlySet<unknown> = new Set([undefined, null, "", "VALID", "INVALID"]);

/**
 * Finds the error in a VIES reply: `errorWrappers` with `actionSucceed: false`, or a `userError` other than `VALID` and
 * `INVALID`, in which case `isValid: false` beside it says nothing about the number. VIES sends both with HTTP 200 too.
 */
export function viesFault(body: unknown, status: number): Fault | null {
  if (typeof body !== "object" || body === null) return null;
  const reason = namedReason(body);
  if (reason === null) return null;
  return { code: codes[reason] ?? (status === 400 ? "REJECTED" : "UNAVAILABLE"), reason };
}

function namedReason(body: object): string | null {
  if ("errorWrappers" in body && Array.isArray(body.errorWrappers) && body.errorWrappers.length > 0) {
    const [wrapper] = body.errorWrappers as readonly unknown[];
    const named = typeof wrapper === "object" && wrapper !== null && "error" in wrapper ? wrapper.error : null;
    return errorCode(named);
  }
  if ("actionSucceed" in body && body.actionSucceed === false) return errorCode(null);
  if ("userError" in body && !verdicts.has(body.userError)) return errorCode(body.userError);
  return null;
}

/** A code may carry a detail behind a blank or colon; what is no code at all is not repeated. */
function errorCode(named: unknown): string {
  const match = typeof named === "string" ? /^[A-Z][A-Z0-9_-]{1,60}/.exec(named.trim().toUpperCase()) : null;
  return match?.[0] ?? "UNKNOWN_ERROR";
}
