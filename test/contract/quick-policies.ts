import type { PolicyOverrides } from "@tidegate/integrations";

const noLimit = { kind: "sliding-window", limit: 10_000, periodMs: 1_000 } as const;

/** One attempt, and that a short one: what a single failure looks like. */
export const oneAttempt: PolicyOverrides = {
  maxRetries: 0,
  attemptTimeoutMs: 150,
  totalTimeoutMs: 2_000,
  rateLimit: noLimit,
};

/** Three retries a few ms apart: what a client makes of failures. */
export const quickRetries: PolicyOverrides = { ...oneAttempt, maxRetries: 3, initialBackoffMs: 2 };
