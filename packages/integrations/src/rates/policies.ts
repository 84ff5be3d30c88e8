import type { ServicePolicies } from "../service/contract.js";

/** Every source of rates has others behind it, so each is given little time: better ask the next than wait. */
export const ratePolicies = {
  attemptTimeoutMs: 5_000,
  totalTimeoutMs: 12_000,
  maxRetries: 2,
  backoffScale: 0.25,
  // 60 a minute, stretched by 3 %: the server's window and ours do not start in the same moment.
  rateLimit: { kind: "sliding-window", limit: 60, periodMs: 61_800 },
  // Fewer than the failures that open a circuit: one refused burst alone must not.
  concurrency: 4,
} as const satisfies ServicePolicies;
