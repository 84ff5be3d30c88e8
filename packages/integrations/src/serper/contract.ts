import { z } from "zod";
import type { Fault } from "../service/contract.js";
import { defineService, operation } from "../service/define-service.js";
import { json } from "../service/reply.js";
import { plainText } from "../text/plain-text.js";

const result = z.object({ title: z.string(), link: z.url({ protocol: /^https?$/ }), snippet: z.string().optional() });

/** One odd entry in a page of results does not spoil the others. */
const page = z
  .object({ organic: z.array(z.unknown()).optional(), searchParameters: z.unknown() })
  .transform(({ organic }) =>
    (organic ?? []).flatMap((entry) => {
      const { success, data } = result.safeParse(entry);
      if (!success) return [];
      return [{ title: plain(data.title), link: data.link, snippet: plain(data.snippet ?? "") }];
    }),
  );

function plain(text: string): string {
  return (plainText(text) ?? "").slice(0, 1_000);
}

function serperFault(body: unknown): Fault | null {
  if (typeof body !== "object" || body === null || !("message" in body) || typeof body.message !== "string")
    return null;
  // Out of credits comes as HTTP 400; more calls would only be refused again.
  return /credit/i.test(body.message) ? { code: "RATE_LIMITED", reason: "NO_CREDITS", transient: false } : null;
}

/** Serper, a web search over HTTP: one credit a search, at the price of its smallest plan. */
export const serperContract = defineService({
  name: "serper",
  baseUrl: "https://google.serper.dev",
  authentication: { kind: "api-key", header: "X-API-KEY" },
  policies: {
    attemptTimeoutMs: 8_000,
    totalTimeoutMs: 20_000,
    maxRetries: 2,
    backoffScale: 0.5,
    rateLimit: { kind: "gcra", limit: 2, periodMs: 1_040, burst: 1 },
    concurrency: 4,
  },
  costUsd: "0.001",
  operations: {
    search: operation({
      method: "POST",
      path: "/search",
      body: "json",
      request: z.object({ q: z.string().min(1).max(400), num: z.number().int().min(1).max(20) }),
      replies: { 200: json(page) },
      fault: serperFault,
      idempotent: true,
    }),
  },
});
