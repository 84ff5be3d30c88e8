import { describe, expect, it } from "vitest";
import {
  bulkhead,
  type CircuitBreakerOptions,
  cache,
  checkPipeline,
  circuitBreaker,
  consecutiveFailures,
  countWindow,
  exponentialBackoff,
  fallback,
  hedging,
  type PipelineCheckOptions,
  type PipelineWarningCode,
  type Policy,
  type PolicyKind,
  type ProfileName,
  pipeline,
  profile,
  type RetryOptions,
  rateLimiter,
  retry,
  retryBudget,
  timeout,
} from "../index.js";

const breaker = (options: Partial<CircuitBreakerOptions> = {}) =>
  circuitBreaker({ strategy: consecutiveFailures(5), ...options });
const limiter = (maxQueue?: number) =>
  rateLimiter({ kind: "gcra", limit: 10, periodMs: 1_000, ...(maxQueue === undefined ? {} : { maxQueue }) });
const attempt = (ms = 2_000) => timeout({ ms, name: "attempt" });
const total = (ms = 20_000) => timeout({ ms, kind: "total", name: "total" });
const quickly: RetryOptions = { backoff: exponentialBackoff({ initialMs: 200, maxMs: 5_000 }) };
const shield = () => fallback([{ name: "bundled", run: () => 1 }]);
const hourly = (lastKnownGoodMs = 0) => cache({ ttlMs: 3_600_000, lastKnownGoodMs });
const slowBreaker = (slowCallMs: number) =>
  breaker({
    strategy: countWindow({ size: 10, minimumCalls: 5, failureRate: 0.5, slowCallMs, slowCallRate: 0.5 }),
  });

/** A policy of which only kind and settings matter. */
const policyOf = (kind: PolicyKind, settings: object = {}): Policy => ({
  kind,
  name: kind,
  settings,
  wrap: (next) => next,
});

const codes = (policies: readonly Policy<unknown>[], options?: PipelineCheckOptions): readonly PipelineWarningCode[] =>
  checkPipeline(policies, options).map(({ code }) => code);

describe("checkPipeline finds nothing wrong with", () => {
  it.each<[string, readonly Policy<unknown>[]]>([
    ["nothing at all", []],
    [
      "the order of the README",
      [
        shield(),
        hourly(1),
        bulkhead({ concurrency: 5, queue: 9 }),
        total(),
        retry(quickly),
        breaker(),
        limiter(),
        attempt(),
      ],
    ],
    [
      "the recommended order",
      [
        shield(),
        hourly(1),
        limiter(),
        total(),
        retry(quickly),
        breaker(),
        bulkhead({ concurrency: 5, queue: 9 }),
        attempt(),
        policyOf("chaos", { enabled: false }),
      ],
    ],
    ["a cache around a fallback", [hourly(), shield(), retry(quickly)]],
    ["a breaker around a retry with a budget", [breaker(), retry({ ...quickly, budget: retryBudget() })]],
    ["a limiter that no breaker follows, inside the retry", [retry(quickly), limiter(), attempt()]],
    ["nested retries that share a budget", sharing(retryBudget())],
    ["hedging, which has a budget of its own", [total(), retry(quickly), hedging({ afterMs: 100 }), attempt()]],
    [
      "a cost budget, which sees every attempt and every hit from where it is",
      [policyOf("cost-budget"), hourly(), retry(quickly)],
    ],
    ["traces at both ends", [policyOf("tracing"), retry(quickly), policyOf("chaos"), policyOf("tracing")]],
    ["slow calls measured next to the service", [limiter(), slowBreaker(1_000), attempt(2_000)]],
    ["a retry of no retries under a short deadline", [total(100), retry({ maxRetries: 0 })]],
  ])("%s", (_, policies) => {
    expect(checkPipeline(policies)).toEqual([]);
  });

  it.each<ProfileName>(["conservative", "balanced", "aggressive", "costOptimized"])("the profile %s", (name) => {
    const settings = profile(name);
    const assembled = pipeline(
      bulkhead({ concurrency: 5, ...settings.bulkhead }),
      retry(settings.retry),
      circuitBreaker(settings.circuitBreaker),
      attempt(5_000),
    );
    expect(checkPipeline(assembled)).toEqual([]);
  });
});

function sharing(budget: ReturnType<typeof retryBudget>): readonly Policy<unknown>[] {
  return [retry({ ...quickly, budget }), retry({ ...quickly, budget })];
}

describe("checkPipeline warns about", () => {
  it.each<[PipelineWarningCode, string, readonly Policy<unknown>[], RegExp]>([
    [
      "RETRY_INSIDE_BREAKER",
      "a retry without budget inside a breaker",
      [breaker(), retry(quickly)],
      /up to 4 attempts/,
    ],
    ["LIMITER_MISSES_ATTEMPTS", "a limiter that sees a call once", [limiter(), retry(quickly)], /every attempt counts/],
    ["LIMITER_MISSES_ATTEMPTS", "a limiter around hedges", [limiter(), policyOf("hedging")], /every attempt counts/],
    ["TOTAL_TIMEOUT_INSIDE_RETRY", "a total timeout in a retry", [retry(quickly), total()], /starts anew/],
    ["ATTEMPT_TIMEOUT_OUTSIDE_RETRY", "an attempt's timeout around a retry", [attempt(), retry(quickly)], /kind total/],
    [
      "QUEUE_INSIDE_ATTEMPT_TIMEOUT",
      "a queue that eats an attempt's time",
      [attempt(), bulkhead({ concurrency: 1, queue: 5 })],
      /never asked/,
    ],
    ["QUEUE_INSIDE_ATTEMPT_TIMEOUT", "a limiter's queue", [attempt(), limiter()], /never asked/],
    ["CACHE_INSIDE_RETRY", "a cache inside a retry", [retry(quickly), hourly()], /one load has one retry/],
    ["CACHE_INSIDE_PROTECTION", "hits that a breaker refuses", [breaker(), limiter(), hourly()], /rate-limiter/],
    ["FALLBACK_HIDES_FAILURES", "a fallback inside a retry", [retry(quickly), shield()], /before retry sees/],
    ["FALLBACK_HIDES_FAILURES", "a fallback inside a breaker", [breaker(), shield()], /never acts/],
    [
      "ADAPTIVE_LIMIT_MEASURES_PAUSES",
      "a limit that measures a retry's pauses",
      [policyOf("adaptive-concurrency"), retry(quickly)],
      /lowers its limit/,
    ],
    ["CHAOS_NOT_INNERMOST", "chaos that a retry never meets", [policyOf("chaos"), retry(quickly)], /untested/],
    ["CHAOS_ENABLED", "chaos that is on", [policyOf("chaos", { enabled: true })], /on purpose/],
    ["POLICY_TWICE", "one bulkhead in two places", twice(bulkhead({ concurrency: 1 })), /wait for itself/],
    ["TIMEOUT_NEVER_FIRES", "a timeout in a shorter one", [total(2_000), retry(quickly), attempt(2_000)], /2000 ms/],
    [
      "TOTAL_TIMEOUT_BEFORE_FIRST_RETRY",
      "a total that leaves no time for a retry",
      [total(1_000), retry(), attempt(500)],
      /waits 1000 ms before its first retry/,
    ],
    [
      "ELAPSED_LIMIT_NEVER_REACHED",
      "a retry that may take longer than the call",
      [total(5_000), retry({ ...quickly, maxElapsedMs: 5_000 })],
      /maxElapsedMs 5000/,
    ],
    [
      "PROBE_ENDS_BEFORE_TIMEOUT",
      "probes that end before they can answer",
      [breaker({ probeTimeoutMs: 1_000 }), attempt(2_000)],
      /at least 2000/,
    ],
    [
      "RETRY_OUTWAITS_BREAKER",
      "a retry that sleeps through the open time",
      [retry(), breaker({ openMs: 4_000 })],
      /4000 ms before retry 3/,
    ],
    [
      "QUEUE_TIMEOUT_NEVER_FIRES",
      "a place in a queue held for longer than the call",
      [total(1_000), bulkhead({ concurrency: 1, queue: 1, queueTimeoutMs: 1_000 })],
      /queueTimeoutMs 1000/,
    ],
    ["SLOW_CALLS_COUNT_WAITING", "waiting that counts as slow", [slowBreaker(100), limiter()], /only waited/],
    [
      "SLOW_CALLS_NEVER_COUNT",
      "slow calls that have timed out",
      [slowBreaker(2_000), attempt(2_000)],
      /none is ever slow/,
    ],
    [
      "NESTED_RETRIES",
      "retries that multiply",
      [retry({ ...quickly, maxRetries: 2 }), retry({ ...quickly, maxRetries: 4 })],
      /up to 15 attempts/,
    ],
    [
      "HEDGED_RETRIES",
      "hedges that multiply retries",
      [retry(quickly), policyOf("hedging", { maxHedges: 2 })],
      /up to 12 runs/,
    ],
  ])("%s: %s", (code, _, policies, message) => {
    const warnings = checkPipeline(policies);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(warnings[0]?.message).toMatch(message);
  });

  it("writes that are repeated or cached, when told that the calls are writes", () => {
    const policies = [hourly(), retry(quickly), hedging({ afterMs: 100 })];
    expect(codes(policies, { idempotent: true })).toEqual([]);
    expect(codes(policies, { idempotent: false })).toEqual(["WRITE_RETRIED", "WRITE_HEDGED", "WRITE_CACHED"]);
  });

  it("a cache whose last known good value hides failures", () => {
    expect(codes([breaker(), hourly(1_000)])).toEqual(["CACHE_INSIDE_PROTECTION", "FALLBACK_HIDES_FAILURES"]);
  });
});

function twice(policy: Policy): readonly Policy[] {
  return [policy, policy];
}

describe("checkPipeline", () => {
  it("names the policies concerned with their places, as plain data", () => {
    const warnings = checkPipeline(pipeline(shield(), attempt(5_000), limiter(0), attempt(5_000)));
    expect(JSON.parse(JSON.stringify(warnings))).toEqual([
      {
        code: "TIMEOUT_NEVER_FIRES",
        policies: [
          { kind: "timeout", name: "attempt", position: 1 },
          { kind: "timeout", name: "attempt", position: 3 },
        ],
        message: expect.stringContaining("can never fire"),
      },
    ]);
  });

  it("judges by the settings in force", () => {
    const inner = attempt(1_000);
    const checked = pipeline(total(2_000), inner);
    expect(checkPipeline(checked)).toEqual([]);
    inner.reconfigure?.({ ms: 3_000 });
    expect(checkPipeline(checked)).toMatchObject([{ code: "TIMEOUT_NEVER_FIRES" }]);
  });

  it("throws for an option that it does not know, and for nothing else", () => {
    expect(() => checkPipeline([], { writes: true } as never)).toThrow(/no option writes/);
    const strange = policyOf("retry", {
      maxRetries: 2,
      backoff: () => {
        throw new Error("backoff");
      },
    });
    expect(checkPipeline([total(), strange])).toEqual([]);
  });
});
