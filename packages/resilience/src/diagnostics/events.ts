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
  readonly type: "limiter.queued" | "bulkhead.queued" | "concurrency.queued" | "circuit.queued";
  /** Calls waiting, this one included. */
  readonly waiting: number;
}

/** A call waits no more: it was admitted, or its caller left; one that was refused has its rejection told instead. */
export interface CallDequeued extends PolicyEvent {
  readonly type:
    | "limiter.admitted"
    | "limiter.left"
    | "bulkhead.admitted"
    | "bulkhead.left"
    | "concurrency.admitted"
    | "concurrency.left"
    | "circuit.admitted"
    | "circuit.left";
  readonly waitedMs: number;
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
  readonly type: "cache.hit" | "cache.stale" | "cache.miss" | "cache.shared" | "cache.refreshed-early";
}

/** Something was deleted, or changed by another process that shares the store. */
export interface CacheInvalidated extends PolicyEvent {
  readonly type: "cache.invalidated";
  /** What was deleted, when it was not a key; without key and tag, everything: changes may have been missed. */
  readonly tag: string | undefined;
  readonly by: "here" | "elsewhere";
  /** How many values of this process's memory it concerned. */
  readonly entries: number;
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

/** A call of a pipeline that a registry measures began. Each is followed by one {@link CallSettled}. */
export interface CallStarted extends PolicyEvent {
  readonly type: "call.started";
  /** The name that the pipeline is registered under; `policy` is `"pipeline"`. */
  readonly pipeline: string;
}

export interface CallSettled extends PolicyEvent {
  readonly type: "call.settled";
  readonly pipeline: string;
  readonly durationMs: number;
  readonly outcome: "success" | "failure";
  /** Whether a fallback or a last-known-good value stood in for the work. */
  readonly degraded: boolean;
  /** What a failed call ended with. */
  readonly error: unknown;
}

/** A registry changed settings of a policy. */
export interface PolicyReconfigured extends PolicyEvent {
  readonly type: "policy.reconfigured";
  readonly pipeline: string;
  /** The options that were given anew. */
  readonly changed: readonly string[];
}

export interface HedgeStarted extends PolicyEvent {
  readonly type: "hedge.started";
  /** The attempt that begins: one more than the one it hedges. */
  readonly attempt: number;
  /** Whether the answer was late or an attempt failed. */
  readonly reason: "late" | "failed";
}

export interface HedgeWon extends PolicyEvent {
  readonly type: "hedge.won";
  /** The attempt that answered first; told only of calls that were hedged. */
  readonly attempt: number;
}

export interface ConcurrencyRejected extends PolicyEvent {
  readonly type: "concurrency.rejected";
  /** The limit in force. */
  readonly limit: number;
}

export interface ConcurrencyChanged extends PolicyEvent {
  readonly type: "concurrency.limit-changed";
  readonly from: number;
  readonly to: number;
}

export interface LoadShed extends PolicyEvent {
  readonly type: "shedder.rejected";
  readonly priority: number;
  /** The probability with which this call was turned away, above 0 and up to 1. */
  readonly probability: number;
}

export interface RequestEnqueued extends PolicyEvent {
  readonly type: "queue.enqueued";
  /** Requests waiting, this one included unless it runs at once. */
  readonly waiting: number;
}

/** A request queue took no more: it was full or stopped. */
export interface RequestRejected extends PolicyEvent {
  readonly type: "queue.rejected";
  readonly reason: "full" | "stopped";
  readonly retryAfterMs: number | undefined;
}

export interface RequestStarted extends PolicyEvent {
  readonly type: "queue.started";
  readonly waitMs: number;
}

export interface RequestSettled extends PolicyEvent {
  readonly type: "queue.completed" | "queue.failed";
  readonly runMs: number;
  /** What a failed request ended with. */
  readonly error: unknown;
}

/** An accepted request was answered before its work was: its time was over, its caller left, or the queue stopped. */
export interface RequestEndedEarly extends PolicyEvent {
  readonly type: "queue.expired" | "queue.cancelled" | "queue.stopped";
  readonly wasRunning: boolean;
  readonly error: unknown;
}

export interface FaultInjected extends PolicyEvent {
  readonly type: "chaos.injected";
  readonly fault: "latency" | "error" | "result";
  /** The latency injected; 0 for the others. */
  readonly ms: number;
}

export interface CostCharged extends PolicyEvent {
  readonly type: "cost.charged";
  /** What the work did cost, in the budget's units. */
  readonly cost: number;
  readonly unit: string;
}

export interface CostSaved extends PolicyEvent {
  readonly type: "cost.saved";
  /** What the answer would have cost, in the budget's units. */
  readonly cost: number;
  readonly unit: string;
}

export interface CostRejected extends PolicyEvent {
  readonly type: "cost.rejected";
  /** The most that the work could have cost, and what was left, in the budget's units. */
  readonly cost: number;
  readonly remaining: number;
  readonly unit: string;
  readonly retryAfterMs: number | undefined;
}

/** A quorum of the nodes finds a service failing, or no longer. */
export interface CircuitQuorum extends PolicyEvent {
  readonly type: "circuit.quorum";
  readonly reached: boolean;
  /** Nodes whose own calls opened the circuit, and nodes that could tell, these included. */
  readonly failing: number;
  readonly judging: number;
}

/** Everything a policy can report; tell them apart by `type`. */
export type ResilienceEvent =
  | RequestEnqueued
  | RequestRejected
  | RequestStarted
  | RequestSettled
  | RequestEndedEarly
  | FaultInjected
  | CostCharged
  | CostSaved
  | CostRejected
  | HedgeStarted
  | HedgeWon
  | ConcurrencyRejected
  | ConcurrencyChanged
  | LoadShed
  | CallStarted
  | CallSettled
  | PolicyReconfigured
  | RetryScheduled
  | RetryGaveUp
  | CircuitChanged
  | CallRejected
  | CallQueued
  | CallDequeued
  | LimiterPaused
  | CallTimedOut
  | CacheAsked
  | CacheInvalidated
  | CacheFailed
  | FallbackUsed
  | RedisLost
  | RedisRejoined
  | CircuitQuorum;
