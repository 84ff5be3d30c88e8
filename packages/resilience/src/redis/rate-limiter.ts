import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { refusal } from "../errors/resilience-error.js";
import { KeyedStates } from "../keys/keyed-states.js";
import { checkOptions, milliseconds, refuseOptions } from "../options/check-options.js";
import { liveSettings } from "../options/live-settings.js";
import { executeAlone } from "../pipeline/alone.js";
import type { LivePolicy, Next } from "../pipeline/policy.js";
import { type RedisRateLimiterOptions, type RedisRateLimiterSettings, readSettings } from "./rate-limiter-options.js";
import { type Limiter, SharedLine } from "./shared-line.js";
import { SlotServer } from "./slots.js";

export interface RedisRateLimiter extends LivePolicy<RedisRateLimiterOptions> {
  /**
   * How many ms a call made now would wait, those queued before it in this process included. Beyond 500 of them it is
   * an estimate. While Redis is gone it is this process's own answer.
   */
  waitTime(key?: string): Promise<number>;
  /**
   * Lets nobody through for `ms` (a server's Retry-After), in this process at once, in the others from their next
   * question to Redis; without a key under `perKey`, no key at all.
   */
  pause(ms: number, key?: string): void;
}

const pauseRules = { ms: milliseconds(0) };

/** What others hold on to: `liveSettings` keeps the rest fixed. */
const fixed = ["connection", "kind", "prefix"];

/**
 * Keeps the calls of all processes together under a service's rate, exactly: the server decides, by its own clock, in
 * one round trip for all calls of a process that come meanwhile. In a process calls are served first come, first
 * served; between processes in the order in which they ask, each asking for one waiting call ahead.
 *
 * When the server is gone, each process keeps to its own share within the connection's `timeoutMs`; when it is back, the
 * server decides again, also for calls that wait.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const connection = redisConnection(new Redis("redis://localhost"));
 * const limiter = redisRateLimiter({ connection, name: "vies", kind: "gcra", limit: 10, periodMs: 1_000, burst: 5 });
 * await pipeline(limiter).execute(({ signal }) => fetch(url, { signal }));
 */
export function redisRateLimiter(options: RedisRateLimiterOptions): RedisRateLimiter {
  const live = liveSettings<RedisRateLimiterOptions, RedisRateLimiterSettings>(
    "redisRateLimiter",
    options,
    readSettings,
  );
  const { connection, name = "rate-limiter", prefix = "tidegate", perKey } = options;
  const { clock = connection.clock } = options;
  const slots = new SlotServer(connection, prefix, name);
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limiter: Limiter = {
    slots,
    clock,
    get settings() {
      return live.current;
    },
    get pausedUntil() {
      return pausedUntil;
    },
    refused(call, problem, retryAfterMs) {
      if (observed()) emit({ type: "limiter.rejected", policy: name, key: call.key, retryAfterMs });
      return refusal("RATE_LIMITED", `${name}: ${problem}.`, { retryAfterMs });
    },
    queued(call, waiting) {
      if (observed()) emit({ type: "limiter.queued", policy: name, key: call.key, waiting });
    },
    dequeued(call, outcome, waitedMs) {
      if (observed()) emit({ type: `limiter.${outcome}`, policy: name, key: call.key, waitedMs });
    },
  };

  const lines = new KeyedStates<SharedLine>("redisRateLimiter", {
    perKey,
    clock,
    create: (key) => new SharedLine(limiter, key ?? ""),
    mayForget: (line) => line.isFresh,
  });
  const askAgain = () => {
    for (const [, line] of lines.entries()) line.askAgain();
  };
  connection.watch((available) => {
    if (available) askAgain();
  });

  const checkChanges = (changes: Partial<RedisRateLimiterOptions>) => {
    const kept = fixed.find((option) => Object.hasOwn(changes, option));
    if (kept !== undefined) refuseOptions("redisRateLimiter", `${kept} can not change while the policy lives`);
    live.checkChanges(changes);
  };

  const wrap = (next: Next) => async (call: Call) => {
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    const line = lines.of(call.key);
    if (line === undefined) throw limiter.refused(call, "all keys that it can remember are in use", undefined);
    await line.join(call);
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    return next(call);
  };

  const lineOf = (key: string | undefined) =>
    lines.peek(key) ?? new SharedLine(limiter, perKey?.by?.(key ?? "") ?? key ?? "");

  const policy: RedisRateLimiter = Object.freeze({
    kind: "rate-limiter" as const,
    get settings() {
      return live.current;
    },
    name,
    clock,
    wrap,
    execute: executeAlone(() => policy),
    waitTime: (key?: string) => lineOf(key).waitTime(),
    pause(ms: number, key?: string) {
      checkOptions("redisRateLimiter: pause", { ms }, pauseRules);
      const until = clock.now() + ms;
      const one = perKey === undefined ? undefined : key;
      if (one !== undefined) lines.of(one)?.pause(until);
      else {
        pausedUntil = Math.max(pausedUntil, until);
        for (const [, line] of lines.entries()) line.pause(until);
      }
      if (ms > 0) slots.pause(one === undefined ? undefined : (perKey?.by?.(one) ?? one), Math.ceil(ms));
      if (observed()) emit({ type: "limiter.paused", policy: name, key, ms });
    },
    reconfigure(changes: Partial<RedisRateLimiterOptions>) {
      checkChanges(changes);
      live.reconfigure(changes);
      askAgain();
    },
    checkChanges,
    snapshot: () => ({
      available: connection.available,
      keys: Array.from(lines.entries(), ([key, { waiting }]) => ({ key, waiting })),
    }),
  });
  return policy;
}
