import type { Clock } from "../clock/clock.js";
import type { PerKey } from "../keys/per-key.js";
import type { Policy } from "../pipeline/policy.js";

interface CommonOptions {
  /** Names the policy in events and errors. Default `"rate-limiter"`. */
  readonly name?: string;
  /** Calls per period. */
  readonly limit: number;
  readonly periodMs: number;
  /** Calls that may wait for their turn, per key; 0 rejects at once. Default 1,000. */
  readonly maxQueue?: number;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
}

/**
 * - `gcra` spaces calls `periodMs / limit` apart and lets `burst` (default 1) through at once: no window of `periodMs`
 *   ever sees more than `limit + burst - 1`;
 * - `sliding-window` lets `limit` through at once and no window of `periodMs` ever sees more than `limit`.
 */
export type RateLimiterOptions =
  | (CommonOptions & { readonly kind: "gcra"; readonly burst?: number })
  | (CommonOptions & { readonly kind: "sliding-window" });

export interface RateLimiter extends Policy {
  /** How many ms a call made now would wait, those queued before it included. */
  waitTime(key?: string): number;
  /** Lets nobody through for `ms` (a server's Retry-After); without a key under `perKey`, no key at all. */
  pause(ms: number, key?: string): void;
}

/** Keeps calls under a service's rate: first come, first served, exact in every window. */
export function rateLimiter(_options: RateLimiterOptions): RateLimiter {
  throw new Error("The rate limiter is being built.");
}
