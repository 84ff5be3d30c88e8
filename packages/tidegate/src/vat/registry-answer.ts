import { isServiceError, type ServiceErrorCode } from "@tidegate/integrations";
import type { RegistryAnswer } from "@tidegate/invoices";

export type Unverified = Extract<RegistryAnswer, { outcome: "unverified" }>;

/** What a registry said, as it is kept in the cache. */
export interface Verdict {
  readonly valid: boolean;
  readonly name: string | null;
  readonly consultationNumber: string | null;
  /** ISO 8601, as the registry dates its answer. */
  readonly checkedAt: string;
}

export function unverified(reason: Unverified["reason"], message: string): Unverified {
  return { outcome: "unverified", reason, message, evidence: null, fromCache: false, costUsd: "0", savedUsd: "0" };
}

const reasons: Readonly<Record<ServiceErrorCode, Unverified["reason"]>> = {
  UNAVAILABLE: "unavailable",
  BAD_REPLY: "unavailable",
  NOT_FOUND: "unavailable",
  RATE_LIMITED: "rate-limited",
  TIMEOUT: "timeout",
  CIRCUIT_OPEN: "circuit-open",
  REJECTED: "rejected",
  UNAUTHORIZED: "rejected",
};

/** A failed call as an answer: whatever went wrong, nothing was learnt about the number. */
export function unverifiedBecause(error: unknown): Unverified {
  if (isServiceError(error)) return unverified(reasons[error.code], error.message);
  return unverified("unavailable", error instanceof Error ? error.message : "the registry could not be asked");
}
