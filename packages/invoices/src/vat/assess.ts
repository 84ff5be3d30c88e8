import type { VatChecks, VatResult } from "../model/result.js";
import { compareNames } from "../vendors/compare-names.js";
import type { OfflineVatCheck } from "./check.js";
import type { RegistryAnswer } from "./port.js";

/**
 * How far a status can be relied on. A verdict, of a registry or of arithmetic, is certain. Without one, check digits
 * that hold make the number likely to exist (1 in 10 to 1 in 97 mistyped numbers pass them); where not even a rule is
 * known, nothing speaks for it. A trace of the number elsewhere speaks for it a little.
 */
const confidenceOf = { verdict: 1, checksumHolds: 0.5, nothingKnown: 0, traceElsewhere: 0.2 } as const;

type Unanswered = Extract<RegistryAnswer, { outcome: "unverified" }>["reason"];

const registryCheckOf: Readonly<Record<Unanswered, VatChecks["registry"]>> = {
  offline: "not-asked",
  "not-configured": "not-asked",
  unsupported: "unsupported",
  unavailable: "unavailable",
  "rate-limited": "unavailable",
  timeout: "unavailable",
  "circuit-open": "unavailable",
  rejected: "unavailable",
};

/**
 * Puts the offline checks and the registry's answer together. A registry's verdict stands; without one an impossible
 * number is `invalid` and every other `unverified`: an outage, a rate limit or a timeout is never a verdict. `answer` is
 * `null` where nobody was asked. `nameOnInvoice` is compared with the name the registry gave.
 *
 * `reason` is `format` or `checksum` for a number proved impossible, `registry` for one the registry denies, `null` for a
 * valid one; for an unverified one the offline reason (`no-country`, `unsupported`, `absent`) or why the registry gave
 * no verdict (`offline`, `unavailable`, `rate-limited`, ..).
 */
export function assessVat(
  check: OfflineVatCheck,
  answer: RegistryAnswer | null,
  nameOnInvoice: string | null = null,
): VatResult {
  const { number, country, format, checksum } = check;
  const result = {
    number,
    country,
    name: null,
    nameMatch: null,
    evidence: null,
    fromCache: answer?.fromCache ?? false,
  };
  if (answer !== null && answer.outcome !== "unverified") {
    const { outcome, name, evidence } = answer;
    return {
      ...result,
      status: outcome,
      reason: outcome === "invalid" ? "registry" : null,
      confidence: confidenceOf.verdict,
      checks: { format, checksum, registry: outcome },
      name,
      nameMatch: compareNames(name, nameOnInvoice),
      evidence,
    };
  }
  const registry = answer === null ? "not-asked" : registryCheckOf[answer.reason];
  const checks = { format, checksum, registry: check.reason === "unsupported" ? "unsupported" : registry } as const;
  if (check.status === "invalid") {
    return { ...result, status: "invalid", reason: check.reason, confidence: confidenceOf.verdict, checks };
  }
  const evidence = answer?.evidence ?? null;
  const offline = checksum === true ? confidenceOf.checksumHolds : confidenceOf.nothingKnown;
  const confidence = evidence === null ? offline : offline + confidenceOf.traceElsewhere;
  const reason = check.reason ?? answer?.reason ?? "offline";
  return { ...result, status: "unverified", reason, confidence, checks, evidence };
}
