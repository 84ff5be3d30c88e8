import { z } from "zod";
import { ratePolicies } from "../rates/policies.js";
import { publicationOf, type RatePublication } from "../rates/publication.js";
import { rateTable } from "../rates/reply.js";
import type { Fault } from "../service/contract.js";
import { defineService, operation } from "../service/define-service.js";
import { exactJson } from "../service/reply.js";

const heading = {
  result: z.literal("success"),
  base_code: z.string(),
  time_last_update_unix: z.string().regex(/^\d{9,11}$/),
};

function publication(source: string, base: string, unixSeconds: string, rates: Readonly<Record<string, string>>) {
  const date = new Date(Number(unixSeconds) * 1_000).toISOString().slice(0, 10);
  return publicationOf({ base, date, source, rates });
}

const open = z
  .object({ ...heading, rates: rateTable })
  .transform((body) => publication("open-er-api", body.base_code, body.time_last_update_unix, body.rates));

const keyed = z
  .object({ ...heading, conversion_rates: rateTable })
  .transform((body) =>
    publication("exchangerate-api", body.base_code, body.time_last_update_unix, body.conversion_rates),
  );

const errorTypes: Readonly<Record<string, Omit<Fault, "reason">>> = {
  "unsupported-code": { code: "NOT_FOUND" },
  "malformed-request": { code: "REJECTED" },
  "invalid-key": { code: "UNAUTHORIZED" },
  "inactive-account": { code: "UNAUTHORIZED" },
  // The month's quota: it will not be back within this call.
  "quota-reached": { code: "RATE_LIMITED", transient: false },
};

/** Errors are told by `result: "error"` in the body, whatever the status. */
function erApiFault(body: unknown, status: number): Fault | null {
  if (typeof body !== "object" || body === null || !("result" in body) || body.result !== "error") return null;
  const type =
    "error-type" in body && typeof body["error-type"] === "string" ? body["error-type"].slice(0, 40) : "error";
  return { ...(errorTypes[type] ?? { code: status === 429 ? "RATE_LIMITED" : "UNAVAILABLE" }), reason: type };
}

const base = z.string().regex(/^[A-Z]{3}$/);
const shared = {
  method: "GET",
  fault: erApiFault,
  mismatch: (reply: RatePublication, asked: { readonly base: string }) =>
    reply.base === asked.base ? null : `rates against ${reply.base} where ${asked.base} was asked`,
  idempotent: true,
} as const;

/** The open access endpoint of ExchangeRate-API: today's rates, no key. */
export const openErApiContract = defineService({
  name: "open-er-api",
  baseUrl: "https://open.er-api.com/v6",
  authentication: { kind: "none" },
  policies: ratePolicies,
  costUsd: "0",
  operations: {
    latest: operation({
      ...shared,
      path: "/latest/{base}",
      request: z.object({ base }),
      replies: { 200: exactJson(open) },
    }),
  },
});

/** ExchangeRate-API version 6 with a key, which is a part of the path. */
export const exchangeRateApiContract = defineService({
  name: "exchangerate-api",
  baseUrl: "https://v6.exchangerate-api.com/v6",
  authentication: { kind: "api-key-in-path" },
  policies: ratePolicies,
  costUsd: "0",
  operations: {
    latest: operation({
      ...shared,
      path: "/{apiKey}/latest/{base}",
      request: z.object({ base }),
      replies: { 200: exactJson(keyed) },
    }),
  },
});
