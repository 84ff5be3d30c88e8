import type { PolicyOverrides } from "@tidegate/integrations";

/** One attempt, with time enough for a busy machine: what a single failure looks like. */
export const oneAttempt: PolicyOverrides = {
  maxRetries: 0,
  attemptTimeoutMs: 10_000,
  totalTimeoutMs: 20_000,
  rateLimit: { kind: "sliding-window", limit: 10_000, periodMs: 1_000 },
};

/** Three retries a few ms apart: what a client makes of failures. */
export const quickRetries: PolicyOverrides = { ...oneAttempt, maxRetries: 3, initialBackoffMs: 2 };

/** For services that hang: the only cases in which the time of an attempt passes. */
export const shortAttempt = { attemptTimeoutMs: 400 } as const;
