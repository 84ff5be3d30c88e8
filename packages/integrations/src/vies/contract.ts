import { z } from "zod";
import { registeredText, registryTime } from "../registry/verdict.js";
import { defineService, operation } from "../service/define-service.js";
import { json } from "../service/reply.js";
import { viesFault } from "./faults.js";

/** `valid` where the number was posted, `isValid` in the older form; a reply with neither is no verdict. */
const reply = z
  .object({
    valid: z.boolean().optional(),
    isValid: z.boolean().optional(),
    userError: z.string().nullish(),
    countryCode: z.string().optional(),
    vatNumber: z.string().optional(),
    requestDate: z.string().optional(),
    requestIdentifier: z.string().nullish(),
    name: z.string().nullish(),
    address: z.string().nullish(),
  })
  .transform((body, context) => {
    const valid = body.valid ?? body.isValid;
    const contradicted = body.userError === (valid ? "INVALID" : "VALID");
    if (valid === undefined || (body.valid ?? valid) !== (body.isValid ?? valid) || contradicted) {
      context.addIssue("neither a clear valid nor a clear invalid");
      return z.NEVER;
    }
    return {
      valid,
      countryCode: body.countryCode,
      vatNumber: body.vatNumber,
      name: registeredText(body.name),
      address: registeredText(body.address),
      consultationNumber: registeredText(body.requestIdentifier),
      checkedAt: registryTime(body.requestDate),
    };
  });

/** Which member states answer at the moment; "Monitoring Disabled" says nothing either way. */
const statusReply = z.object({
  vow: z.object({ available: z.boolean() }),
  countries: z.array(z.object({ countryCode: z.string(), availability: z.string() })),
});

const squeezed = (number: string) => number.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** The European Commission's VAT Information Exchange System, REST, as its `swagger_publicVAT.yaml` documents it. */
export const viesContract = defineService({
  name: "vies",
  baseUrl: "https://ec.europa.eu/taxation_customs/vies/rest-api",
  authentication: { kind: "none" },
  policies: {
    attemptTimeoutMs: 8_000,
    totalTimeoutMs: 45_000,
    maxRetries: 5,
    backoffScale: 1,
    // 2 a second, stretched by 4 % so that a jitter of 40 ms does not put a third one into the server's second.
    rateLimit: { kind: "gcra", limit: 2, periodMs: 1_040, burst: 1 },
    concurrency: 8,
  },
  costUsd: "0",
  operations: {
    check: operation({
      method: "POST",
      path: "/check-vat-number",
      body: "json",
      request: z.object({
        countryCode: z.string().regex(/^[A-Z]{2}$/),
        vatNumber: z.string().regex(/^[0-9A-Za-z+*]{2,12}$/),
        requesterMemberStateCode: z.string().optional(),
        requesterNumber: z.string().optional(),
      }),
      replies: { 200: json(reply) },
      fault: viesFault,
      mismatch: (answer, asked) => {
        const other =
          (answer.countryCode !== undefined && answer.countryCode.toUpperCase() !== asked.countryCode) ||
          (answer.vatNumber !== undefined && squeezed(answer.vatNumber) !== squeezed(asked.vatNumber));
        return other ? "it speaks of another number" : null;
      },
      idempotent: true,
      // VIES forwards each question to the member state: one state's outage says nothing about another's.
      breakerKey: ({ countryCode }) => countryCode,
    }),
    status: operation({
      method: "GET",
      path: "/check-status",
      request: z.object({}),
      replies: { 200: json(statusReply) },
      fault: viesFault,
      idempotent: true,
    }),
  },
});
