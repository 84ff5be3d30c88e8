import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ServiceContract } from "./contract.js";
import { defineService, operation } from "./define-service.js";
import { json } from "./reply.js";

const quote = operation({
  method: "GET",
  path: "/quotes/{symbol}",
  request: z.object({ symbol: z.string() }),
  replies: { 200: json(z.object({ price: z.number() })) },
  idempotent: true,
});

const quotes: ServiceContract = {
  name: "quotes",
  baseUrl: "https://quotes.example/v1",
  authentication: { kind: "none" },
  policies: {
    attemptTimeoutMs: 2_000,
    totalTimeoutMs: 5_000,
    maxRetries: 2,
    backoffScale: 1,
    rateLimit: { kind: "gcra", limit: 10, periodMs: 1_000, burst: 1 },
    concurrency: 4,
  },
  costUsd: "0.001",
  operations: { quote },
};

describe("defineService", () => {
  it("keeps the declaration as it was made, out of everybody's reach", () => {
    const service = defineService(quotes);
    expect(service).toEqual(quotes);
    expect(Object.isFrozen(service.policies)).toBe(true);
    expect(Object.isFrozen(service.operations)).toBe(true);
  });

  it.each([
    [{ name: "Quotes!" }, "the name must be"],
    [{ baseUrl: "quotes.example" }, "the base URL must be"],
    [{ baseUrl: "https://quotes.example/" }, "the base URL must be"],
    [{ costUsd: "cheap" }, "costUsd must be"],
    [{ policies: { ...quotes.policies, attemptTimeoutMs: 0 } }, "attemptTimeoutMs must be"],
    [{ policies: { ...quotes.policies, attemptTimeoutMs: 6_000 } }, "attemptTimeoutMs could never fire"],
    [{ policies: { ...quotes.policies, maxRetries: 1.5 } }, "maxRetries must be"],
    [{ policies: { ...quotes.policies, backoffScale: 0 } }, "backoffScale must be"],
    [{ policies: { ...quotes.policies, concurrency: 0 } }, "concurrency must be"],
    [{ operations: {} }, "it has no operations"],
    [{ operations: { quote: { ...quote, path: "/quotes/{symbol" } } }, "unbalanced braces"],
    [{ operations: { quote: { ...quote, body: "json" as const } } }, "a GET has no body"],
    [{ operations: { quote: { ...quote, replies: {} } } }, "no reply is documented"],
  ])("refuses %j", (slip, problem) => {
    expect(() => defineService({ ...quotes, ...slip })).toThrow(problem);
  });
});
