import { z } from "zod";
import { ratePolicies } from "../rates/policies.js";
import { publicationOf } from "../rates/publication.js";
import { laterThanAsked, rateTable, requestedDate } from "../rates/reply.js";
import { defineService, operation } from "../service/define-service.js";
import { exactJson } from "../service/reply.js";

const ratesOnDate = z
  .object({
    // Absent or 1: rates for another amount would be another number.
    amount: z
      .string()
      .regex(/^1(\.0+)?$/)
      .optional(),
    base: z.literal("EUR"),
    date: z.iso.date(),
    rates: rateTable,
  })
  .transform(({ base, date, rates }) => publicationOf({ base, date, source: "frankfurter", rates }));

/** Frankfurter, version 1: the ECB's reference rates of any day since 1999 as JSON. */
export const frankfurterContract = defineService({
  name: "frankfurter",
  baseUrl: "https://api.frankfurter.dev/v1",
  authentication: { kind: "none" },
  policies: ratePolicies,
  costUsd: "0",
  operations: {
    publication: operation({
      method: "GET",
      path: "/{date}",
      query: ["base"],
      request: z.object({ date: requestedDate, base: z.literal("EUR") }),
      replies: { 200: exactJson(ratesOnDate) },
      mismatch: (publication, { date }) => laterThanAsked(publication.date, date),
      idempotent: true,
    }),
  },
});
