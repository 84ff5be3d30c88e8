import type { CircuitState } from "../circuit-breaker/circuit.js";

/** What every event tells: which policy, and for which key. */
interface PolicyEvent {
  readonly policy: string;
  readonly key: string | undefined;
}

export interface RetryScheduled extends PolicyEvent {
  readonly type: "retry.scheduled";
  /** The try that failed, 1 for the first. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: unknown;
}

export interface RetryGaveUp extends PolicyEvent {
  readonly type: "retry.gave-up";
  readonly attempt: number;
  readonly reason: "attempts" | "elapsed" | "deadline" | "retry-after" | "budget" | "not-idempotent";
  readonly error: unknown;
}

export interface CircuitChanged extends PolicyEvent {
  readonly type: "circuit.changed";
  readonly from: CircuitState;
  readonly to: CircuitState;
}

export interface CallRejected extends PolicyEvent {
  readonly type: "circuit.rejected" | "limiter.rejected" | "bulkhead.rejected";
  readonly retryAfterMs: number | undefined;
}

export interface CallQueued extends PolicyEvent {
  readonly type: "limiter.queued" | "bulkhead.queued";
  /** Calls waiting, this one included. */
  readonly waiting: number;
}

export interface LimiterPaused extends PolicyEvent {
  readonly type: "limiter.paused";
  readonly ms: number;
}

export interface CallTimedOut extends PolicyEvent {
  readonly type: "timeout";
  readonly ms: number;
  readonly scope: "attempt" | "total";
}

export interface CacheAsked extends PolicyEvent {
  readonly type: "cache.hit" | "cache.stale" | "cache.miss" | "cache.shared";
}

export interface CacheFailed extends PolicyEvent {
  readonly type: "cache.last-known-good" | "cache.refresh-failed" | "cache.store-failed";
  readonly error: unknown;
}

export interface FallbackUsed extends PolicyEvent {
  readonly type: "fallback.used" | "fallback.step-failed";
  readonly step: string;
  readonly error: unknown;
}

/** A Redis server stopped answering: what is shared over it is decided locally until it is back. */
export interface RedisLost extends PolicyEvent {
  readonly type: "redis.lost";
  readonly error: unknown;
}

export interface RedisRejoined extends PolicyEvent {
  readonly type: "redis.rejoined";
  readonly goneMs: number;
}

/** Everything a policy can report; tell them apart by `type`. */
export type ResilienceEvent =
  | RetryScheduled
  | RetryGaveUp
  | CircuitChanged
  | CallRejected
  | CallQueued
  | LimiterPaused
  | CallTimedOut
  | CacheAsked
  | CacheFailed
  | FallbackUsed
  | RedisLost
  | RedisRejoined;
