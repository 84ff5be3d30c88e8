import { z } from "zod";
import { ratePolicies } from "../rates/policies.js";
import { laterThanAsked, requestedDate } from "../rates/reply.js";
import { defineService, operation } from "../service/define-service.js";
import { exactJson } from "../service/reply.js";
import { type CurrencyTable, currencyTable } from "./table.js";

const publication = {
  method: "GET",
  request: z.object({ date: requestedDate, base: z.string().regex(/^[a-z]{3}$/) }),
  replies: { 200: exactJson(currencyTable) },
  mismatch: (reply: CurrencyTable, asked: { readonly date: string; readonly base: string }) =>
    typeof reply[asked.base] === "object" && reply[asked.base] !== null
      ? laterThanAsked(reply.date, asked.date)
      : `no table of ${asked.base}`,
  idempotent: true,
} as const;

const shared = {
  name: "currency-api",
  authentication: { kind: "none" },
  policies: ratePolicies,
  costUsd: "0",
} as const;

/** fawazahmed0's currency API (CC0), dated versions of an npm package on a CDN. */
export const currencyApiContract = defineService({
  ...shared,
  baseUrl: "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api",
  operations: { publication: operation({ ...publication, path: "@{date}/v1/currencies/{base}.json" }) },
});

/** The same files on the host that the project names as its fallback; the date is a part of the host's name. */
export const currencyApiFallbackContract = defineService({
  ...shared,
  name: "currency-api-fallback",
  baseUrl: "https://{date}.currency-api.pages.dev",
  operations: { publication: operation({ ...publication, path: "/v1/currencies/{base}.json" }) },
});
