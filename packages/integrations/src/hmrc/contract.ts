import { z } from "zod";
import { registeredText, registryTime } from "../registry/verdict.js";
import type { Fault } from "../service/contract.js";
import { defineService, operation } from "../service/define-service.js";
import type { ServiceErrorCode } from "../service/error.js";
import { json, type ReplyReader } from "../service/reply.js";

const registered = z
  .object({
    target: z.object({
      name: z.string(),
      vatNumber: z.string(),
      address: z.record(z.string(), z.unknown()).optional(),
    }),
    consultationNumber: z.string().optional(),
    processingDate: z.string().optional(),
  })
  .transform(({ target, consultationNumber, processingDate }) => ({
    valid: true as const,
    vatNumber: target.vatNumber,
    name: registeredText(target.name),
    address: registeredText(addressText(target.address ?? {})),
    consultationNumber: registeredText(consultationNumber),
    checkedAt: registryTime(processingDate),
  }));

/** Only this body says that a number is not registered; a bare 404 says that the address is wrong. */
const notRegistered = z.object({ code: z.literal("NOT_FOUND") }).transform(() => ({ valid: false as const }));

type Answer = z.output<typeof registered> | z.output<typeof notRegistered>;

const replies: Readonly<Record<number, ReplyReader<Answer>>> = { 200: json(registered), 404: json(notRegistered) };

const addressParts = ["line1", "line2", "line3", "line4", "line5", "postcode", "countryCode"];

function addressText(address: Readonly<Record<string, unknown>>): string {
  return addressParts.map((part) => (typeof address[part] === "string" ? address[part] : "")).join("\n");
}

const codes: Readonly<Record<string, ServiceErrorCode>> = {
  INVALID_REQUEST: "REJECTED",
  MATCHING_RESOURCE_NOT_FOUND: "REJECTED",
  RESOURCE_FORBIDDEN: "UNAUTHORIZED",
  INVALID_SCOPE: "UNAUTHORIZED",
  INVALID_CREDENTIALS: "UNAUTHORIZED",
  MISSING_CREDENTIALS: "UNAUTHORIZED",
  MESSAGE_THROTTLED_OUT: "RATE_LIMITED",
  INTERNAL_SERVER_ERROR: "UNAVAILABLE",
  SERVER_ERROR: "UNAVAILABLE",
  SCHEDULED_MAINTENANCE: "UNAVAILABLE",
};

function hmrcFault(body: unknown): Fault | null {
  if (typeof body !== "object" || body === null || !("code" in body) || typeof body.code !== "string") return null;
  const code = codes[body.code];
  return code === undefined ? null : { code, reason: body.code };
}

const vrn = z.string().regex(/^(\d{9}|\d{12})$/, "a UK VAT number has 9 or 12 digits");
const shared = {
  method: "GET",
  headers: { accept: "application/vnd.hmrc.2.0+json" },
  replies,
  fault: hmrcFault,
  idempotent: true,
} as const;

/** A 12-digit number is a branch of the 9-digit one, under which the register may answer. */
function mismatch(answer: Answer, asked: { readonly targetVrn: string }): string | null {
  return answer.valid && answer.vatNumber.slice(0, 9) !== asked.targetVrn.slice(0, 9)
    ? "it speaks of another number"
    : null;
}

/** HMRC's "Check a UK VAT number", version 2.0, for applications (OAuth 2.0 client credentials). */
export const hmrcContract = defineService({
  name: "hmrc",
  baseUrl: "https://api.service.hmrc.gov.uk/organisations/vat/check-vat-number",
  authentication: { kind: "client-credentials", tokenPath: "/oauth/token", scope: "read:vat" },
  policies: {
    attemptTimeoutMs: 8_000,
    totalTimeoutMs: 45_000,
    maxRetries: 5,
    backoffScale: 1,
    // HMRC's standard limit for an application is 3 a second; stretched by 4 % as VIES's is.
    rateLimit: { kind: "gcra", limit: 3, periodMs: 1_040, burst: 1 },
    concurrency: 8,
  },
  costUsd: "0",
  operations: {
    lookup: operation({
      ...shared,
      path: "/lookup/{targetVrn}",
      request: z.object({ targetVrn: vrn }),
      mismatch,
    }),
    lookupWithEvidence: operation({
      ...shared,
      path: "/lookup/{targetVrn}/{requesterVrn}",
      request: z.object({ targetVrn: vrn, requesterVrn: vrn }),
      mismatch,
    }),
  },
});

/** The same behind a gateway that holds the credentials and adds the token. */
export const hmrcGatewayContract = defineService({ ...hmrcContract, authentication: { kind: "none" } });
