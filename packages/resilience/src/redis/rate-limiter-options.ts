import type { Clock } from "../clock/clock.js";
import type { PerKey } from "../keys/per-key.js";
import { checkKind, clock, having, integer, oneOf, optional, refuseOptions, text } from "../options/check-options.js";
import { gcra } from "../rate-limiter/gcra.js";
import type { Meter } from "../rate-limiter/meter.js";
import { slidingWindow } from "../rate-limiter/sliding-window.js";
import type { RedisConnection } from "./connection.js";

interface CommonOptions {
  readonly connection: RedisConnection;
  /** Names the policy in events and errors; limiters of one name, prefix and key share their permits. Default `"rate-limiter"`. */
  readonly name?: string;
  /** What the keys in Redis begin with. Default `"tidegate"`. */
  readonly prefix?: string;
  /** Calls per period, of all processes together. */
  readonly limit: number;
  readonly periodMs: number;
  /** Calls that may wait for their turn in this process, per key; 0 rejects at once. Default 1,000. */
  readonly maxQueue?: number;
  readonly perKey?: PerKey;
  /**
   * While Redis is gone: `local` (default) keeps this process to its share of the limit, `allow` lets every call
   * through, `reject` none.
   */
  readonly whenGone?: "local" | "allow" | "reject";
  /** Among how many processes the limit is divided while Redis is gone. Default 1: each takes all of it. */
  readonly expectedProcesses?: number;
  readonly clock?: Clock;
}

/** The kinds of `rateLimiter`, with the same bounds, over all processes that share a Redis server. */
export type RedisRateLimiterOptions =
  | (CommonOptions & { readonly kind: "gcra"; readonly burst?: number })
  | (CommonOptions & { readonly kind: "sliding-window" });

export interface RedisRateLimiterSettings {
  readonly kind: "gcra" | "sliding-window";
  readonly limit: number;
  readonly periodMs: number;
  readonly burst: number;
  readonly maxQueue: number;
  readonly whenGone: "local" | "allow" | "reject";
  readonly expectedProcesses: number;
}

const owner = "redisRateLimiter";

/** The longest period, and the longest time in which a burst grows back: sums of them stay exact in microseconds. */
const longestMs = 31 * 86_400_000;

const common = {
  connection: having("command", "run", "watch"),
  name: optional(text),
  prefix: optional(text),
  limit: integer(1, 100_000),
  periodMs: integer(1, longestMs),
  maxQueue: optional(integer(0, 10_000_000)),
  perKey: () => undefined,
  whenGone: optional(oneOf("local", "allow", "reject")),
  expectedProcesses: optional(integer(1, 1_000_000)),
  clock: optional(clock),
};
const kinds = { gcra: { ...common, burst: optional(integer(1, 100_000)) }, "sliding-window": common };

/** @throws ResilienceError `INVALID_OPTION` */
export function readSettings(options: RedisRateLimiterOptions): RedisRateLimiterSettings {
  checkKind(owner, options, kinds);
  const { kind, limit, periodMs, maxQueue = 1_000, whenGone = "local", expectedProcesses = 1 } = options;
  const burst = options.kind === "gcra" ? (options.burst ?? 1) : limit;
  if ((burst * periodMs) / limit > longestMs) {
    refuseOptions(
      owner,
      `burst must grow back within ${longestMs} ms: at most ${Math.floor((longestMs * limit) / periodMs)}`,
    );
  }
  return { kind, limit, periodMs, burst, maxQueue, whenGone, expectedProcesses };
}

/** One process's share of the limit; a share below one call a period is one call in a longer period. */
export function localMeter({ kind, limit, periodMs, burst, expectedProcesses }: RedisRateLimiterSettings): Meter {
  const share = Math.max(1, Math.floor(limit / expectedProcesses));
  const longerMs = limit < expectedProcesses ? (periodMs * expectedProcesses) / limit : periodMs;
  return kind === "gcra"
    ? gcra({ limit: share, periodMs: longerMs, burst: Math.max(1, Math.floor(burst / expectedProcesses)) })
    : slidingWindow({ limit: share, periodMs: longerMs });
}
