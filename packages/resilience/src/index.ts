export {
  type AdaptiveConcurrency,
  type AdaptiveConcurrencyOptions,
  adaptiveConcurrency,
} from "./adaptive-concurrency/adaptive-concurrency.js";
export { type GradientLimitOptions, gradientLimit } from "./adaptive-concurrency/gradient-limit.js";
export type { LimitAlgorithm, Round } from "./adaptive-concurrency/limit-algorithm.js";
export { isOverload } from "./adaptive-concurrency/overload.js";
export { type VegasLimitOptions, vegasLimit } from "./adaptive-concurrency/vegas-limit.js";
export { type Bulkhead, type BulkheadOptions, bulkhead } from "./bulkhead/bulkhead.js";
export type { CacheAnswer, CachedValue, Loader, LoadOptions, TagOptions } from "./cache/answer.js";
export { type Cache, cache } from "./cache/cache.js";
export type { CacheChanges, CacheOptions, CacheSettings } from "./cache/cache-options.js";
export type { EarlyExpiry } from "./cache/early-expiry.js";
export { type LastKnownGood, type LastKnownGoodOptions, lastKnownGood } from "./cache/last-known-good.js";
export type { CacheSnapshot } from "./cache/notes.js";
export type {
  CacheStore,
  Claim,
  LoadPermit,
  SharedValue,
  StoreChange,
  StoreDetails,
  StoredValue,
} from "./cache/store.js";
export type { CallContext, CallOptions, Work } from "./call/context.js";
export {
  type Chaos,
  type ChaosOptions,
  chaos,
  type InjectedErrors,
  type InjectedLatency,
  type InjectedResults,
} from "./chaos/chaos.js";
export type { CircuitState } from "./circuit-breaker/circuit.js";
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  circuitBreaker,
} from "./circuit-breaker/circuit-breaker.js";
export { consecutiveFailures } from "./circuit-breaker/consecutive-failures.js";
export { type CountWindowSettings, countWindow } from "./circuit-breaker/count-window.js";
export type { BreakerRecord } from "./circuit-breaker/record.js";
export type { BreakerStrategy, FailureWindow, RateSettings } from "./circuit-breaker/strategy.js";
export { type TimeWindowSettings, timeWindow } from "./circuit-breaker/time-window.js";
export type { Clock, TimerHandle } from "./clock/clock.js";
export { systemClock } from "./clock/system-clock.js";
export { type CostBudget, type CostState, costBudget } from "./cost-budget/cost-budget.js";
export type { CostBudgetOptions } from "./cost-budget/cost-budget-options.js";
export { diagnostics, type ResilienceListener } from "./diagnostics/diagnostics.js";
export type * from "./diagnostics/events.js";
export {
  type FailedStep,
  isResilienceError,
  ResilienceError,
  type ResilienceErrorCode,
  type ResilienceErrorDetails,
} from "./errors/resilience-error.js";
export { parseRetryAfter } from "./errors/retry-after.js";
export { isServiceFailure, isTransient } from "./errors/transient.js";
export { type FallbackStep, fallback } from "./fallback/fallback.js";
export type { HedgeDelay } from "./hedging/delay.js";
export { type Hedging, type HedgingOptions, hedging } from "./hedging/hedging.js";
export type { PerKey } from "./keys/per-key.js";
export { type LoadShedding, type LoadSheddingOptions, loadShedding } from "./load-shedding/load-shedding.js";
export { checkPipeline, type PipelineCheckOptions, type PipelineWarning } from "./pipeline/check-pipeline.js";
export type { PipelineWarningCode } from "./pipeline/checks/warning-codes.js";
export { type Pipeline, pipeline, type Report } from "./pipeline/pipeline.js";
export type { LivePolicy, Next, Policy, PolicyKind, RunnablePolicy } from "./pipeline/policy.js";
export { type Profile, type ProfileName, profile, profiles } from "./profiles/profiles.js";
export { byPriority, type PriorityOptions } from "./queue/by-priority.js";
export { type FairnessOptions, fairByKey } from "./queue/fair-by-key.js";
export type { Line, QueueOrder, Waiter } from "./queue/line.js";
export type { DurationSummary } from "./queue/recent-durations.js";
export { RequestQueue } from "./queue/request-queue.js";
export type { QueueState, QueueStats, RequestQueueOptions, StopOptions } from "./queue/request-queue-options.js";
export { type RateLimiter, type RateLimiterOptions, rateLimiter } from "./rate-limiter/rate-limiter.js";
export type { CallCounts, LatencyState } from "./registry/call-statistics.js";
export {
  type PipelineRegistry,
  type PipelineState,
  type PolicyState,
  pipelineRegistry,
} from "./registry/pipeline-registry.js";
export type { Plain } from "./registry/plain-data.js";
export {
  type Backoff,
  type BackoffCurve,
  constantBackoff,
  exponentialBackoff,
  fibonacciBackoff,
  type Jitter,
  linearBackoff,
} from "./retry/backoff.js";
export { type RetryBudget, type RetryBudgetOptions, retryBudget } from "./retry/budget.js";
export { type RetryOptions, retry } from "./retry/retry.js";
export { withRetry } from "./retry/with-retry.js";
export { type TimeoutOptions, timeout } from "./timeout/timeout.js";
