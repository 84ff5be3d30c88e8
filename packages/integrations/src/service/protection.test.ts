import { describe, expect, it } from "vitest";
import type { ServicePolicies } from "./contract.js";
import { effectivePolicies } from "./protection.js";

const policies: ServicePolicies = {
  attemptTimeoutMs: 8_000,
  totalTimeoutMs: 45_000,
  maxRetries: 4,
  backoffScale: 0.5,
  rateLimit: { kind: "gcra", limit: 2, periodMs: 1_030, burst: 1 },
  concurrency: 8,
};

describe("effectivePolicies", () => {
  it.each([
    [
      "conservative",
      { maxRetries: 4, initialBackoffMs: 1_000, breakerFailures: 3, breakerOpenMs: 120_000, queue: 500 },
    ],
    ["balanced", { maxRetries: 3, initialBackoffMs: 500, breakerFailures: 5, breakerOpenMs: 60_000, queue: 1_000 }],
    ["aggressive", { maxRetries: 2, initialBackoffMs: 250, breakerFailures: 10, breakerOpenMs: 30_000, queue: 2_000 }],
    [
      "costOptimized",
      { maxRetries: 1, initialBackoffMs: 1_000, breakerFailures: 5, breakerOpenMs: 60_000, queue: 500 },
    ],
  ] as const)("lets %s set the patience, and the contract its bounds", (profile, expected) => {
    expect(effectivePolicies(policies, { profile })).toEqual({ ...policies, ...expected });
  });

  it("is balanced by default, and gives the caller the last word", () => {
    expect(effectivePolicies(policies, {}).maxRetries).toBe(3);
    expect(effectivePolicies(policies, { policies: { maxRetries: 9, queue: undefined } })).toMatchObject({
      maxRetries: 9,
      queue: 1_000,
    });
  });

  it("never gives one attempt more time than the whole call has", () => {
    expect(effectivePolicies(policies, { policies: { totalTimeoutMs: 500 } }).attemptTimeoutMs).toBe(500);
  });
});
