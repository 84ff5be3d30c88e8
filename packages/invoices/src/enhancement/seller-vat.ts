import type { Finding } from "../model/finding.js";
import type { Invoice } from "../model/invoice.js";
import type { VatResult } from "../model/result.js";
import { assessVat } from "../vat/assess.js";
import { checkVatNumberAnywhere, type OfflineVatCheck } from "../vat/check.js";
import type { RegistryAnswer, VatRegistry } from "../vat/port.js";
import type { EnhancementSettings } from "./settings.js";
import { type StepTrace, untouched } from "./step.js";

export interface VatStep {
  readonly vat: VatResult | null;
  readonly findings: readonly Finding[];
  readonly trace: StepTrace;
}

const withoutNumber: VatStep = { vat: null, findings: [], trace: untouched };

/**
 * Checks the seller's VAT number offline and, only if it is possible, with the registry of its country: an impossible
 * number is never sent out.
 */
export function verifySellerVat(
  { seller }: Invoice,
  { registry }: EnhancementSettings,
  signal?: AbortSignal,
): VatStep | Promise<VatStep> {
  if (seller.vatId === null) return withoutNumber;
  const check = checkVatNumberAnywhere(seller.vatId, seller.country);
  return check instanceof Promise
    ? check.then((settled) => askRegistry(settled, seller.name, registry, signal))
    : askRegistry(check, seller.name, registry, signal);
}

function askRegistry(
  check: OfflineVatCheck,
  sellerName: string | null,
  registry: VatRegistry,
  signal: AbortSignal | undefined,
): VatStep | Promise<VatStep> {
  if (check.reason !== null || check.country === null) return stepOf(assessVat(check, null, sellerName), untouched);
  const service = registry.serviceFor(check.country);
  const answer = registry.check({ country: check.country, digits: check.digits }, signal);
  return answer instanceof Promise
    ? answer.then((settled) => answered(check, settled, service, sellerName))
    : answered(check, answer, service, sellerName);
}

/** The last step of an answer: a vendor's documents share its number's check, the registry's answer and so the step. */
const lastSteps = new WeakMap<
  RegistryAnswer,
  { readonly check: OfflineVatCheck; readonly sellerName: string | null; readonly step: VatStep }
>();

function answered(
  check: OfflineVatCheck,
  answer: RegistryAnswer,
  service: string | null,
  sellerName: string | null,
): VatStep {
  const last = lastSteps.get(answer);
  if (last !== undefined && last.check === check && last.sellerName === sellerName) return last.step;
  const step = stepOf(assessVat(check, answer, sellerName), traceOf(answer, service));
  lastSteps.set(answer, { check, sellerName, step });
  return step;
}

/** Reasons for which the registry would have answered on a better day, or with another configuration. */
const worseThanUsual = new Set(["offline", "unavailable", "rate-limited", "timeout", "circuit-open"]);

/** Reasons for which nobody was asked. */
const notAsked = new Set(["offline", "not-configured", "unsupported"]);

function traceOf(answer: RegistryAnswer, service: string | null): StepTrace {
  const asked = service !== null && (answer.outcome !== "unverified" || !notAsked.has(answer.reason));
  const base = {
    ...untouched,
    servicesUsed: asked ? [service] : [],
    costUsd: answer.costUsd,
    savedUsd: answer.savedUsd,
    cacheHits: answer.fromCache ? 1 : 0,
  };
  if (answer.outcome !== "unverified") return base;
  return {
    ...base,
    warnings: [{ code: "VAT-NOT-VERIFIED", message: answer.message }],
    degraded: worseThanUsual.has(answer.reason),
  };
}

function stepOf(vat: VatResult, trace: StepTrace): VatStep {
  const findings: Finding[] = [];
  const path = "seller.vatId";
  if (vat.status === "invalid") {
    const code =
      vat.reason === "registry" ? "VAT-NOT-REGISTERED" : vat.reason === "format" ? "VAT-FORMAT" : "VAT-CHECKSUM";
    findings.push({ code, severity: "error", message: invalidMessages[code](vat.number), path });
  }
  if (vat.nameMatch === "differs") {
    findings.push({
      code: "VAT-NAME-DIFFERS",
      severity: "warning",
      message: `${vat.number} is registered to ${vat.name}`,
      path: "seller.name",
    });
  }
  return { vat, findings, trace };
}

const invalidMessages = {
  "VAT-FORMAT": (number: string) => `${number} does not have the form of a VAT number of its country`,
  "VAT-CHECKSUM": (number: string) => `the check digits of ${number} are wrong; compare it with the document`,
  "VAT-NOT-REGISTERED": (number: string) => `the registry does not know ${number}`,
} as const;
