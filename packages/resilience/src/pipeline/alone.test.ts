import { describe, expect, expectTypeOf, it } from "vitest";
import {
  adaptiveConcurrency,
  bulkhead,
  cache,
  chaos,
  circuitBreaker,
  consecutiveFailures,
  constantBackoff,
  costBudget,
  fallback,
  gradientLimit,
  hedging,
  loadShedding,
  pipeline,
  type RunnablePolicy,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";

const everyPolicy = (): readonly RunnablePolicy<unknown>[] => [
  retry({ backoff: constantBackoff(0) }),
  circuitBreaker({ strategy: consecutiveFailures(5) }),
  timeout({ ms: 1_000 }),
  rateLimiter({ kind: "sliding-window", limit: 100, periodMs: 1 }),
  bulkhead({ concurrency: 1 }),
  adaptiveConcurrency({ algorithm: gradientLimit() }),
  loadShedding(),
  hedging({ afterMs: 1_000 }),
  cache({ ttlMs: 1_000 }),
  fallback([{ name: "bundled", run: () => "bundled" }]),
  costBudget({ limit: 1_000, costPerCall: 1 }),
  chaos({ latency: { rate: 1, ms: 1 } }),
];

describe("a policy alone", () => {
  it.each(everyPolicy().map((policy) => [policy.kind, policy] as const))(
    "runs work, and again: %s",
    async (_, policy) => {
      expect(await policy.execute(({ key }) => `well ${key}`, { key: "one" })).toBe("well one");
      expect(await policy.execute(async ({ key }) => `well ${key}`, { key: "two" })).toBe("well two");
    },
  );

  it("keeps one state, alone and in pipelines", async () => {
    const breaker = circuitBreaker({ strategy: consecutiveFailures(2) });
    const fail = () => Promise.reject(new Error("down"));
    await Promise.allSettled([breaker.execute(fail), pipeline(retry(), breaker).execute(fail)]);
    expect(breaker.state).toBe("open");
    await expect(breaker.execute(() => 1)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
  });
});

describe("types", () => {
  it("of the work and of every policy that answers itself, through any number of them", () => {
    const one = pipeline(retry());
    expectTypeOf(one.execute(() => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(one.execute(async () => "text")).toEqualTypeOf<Promise<string>>();
    expectTypeOf(pipeline().execute(() => true)).toEqualTypeOf<Promise<boolean>>();
    const many = pipeline(
      fallback([{ name: "bundled", run: () => ({ bundled: true }) }]),
      cache({ ttlMs: 1 }),
      rateLimiter({ kind: "gcra", limit: 1, periodMs: 1 }),
      timeout({ ms: 10, kind: "total" }),
      retry(),
      circuitBreaker({ strategy: consecutiveFailures(1) }),
      bulkhead({ concurrency: 1 }),
      hedging({ afterMs: 1 }),
      fallback([{ name: "none", run: async () => null }]),
      timeout({ ms: 5 }),
    );
    expectTypeOf(many.execute).returns.resolves.toEqualTypeOf<unknown>();
    const answer = () => many.execute(async () => 5);
    expectTypeOf(answer).returns.resolves.toEqualTypeOf<number | { bundled: boolean } | null>();
    const report = () => many.executeWithReport(() => 5);
    expectTypeOf(report).returns.resolves.toHaveProperty("value").toEqualTypeOf<number | { bundled: boolean } | null>();
    const alone = () => fallback([{ name: "bundled", run: () => "bundled" }]).execute(() => 5);
    expectTypeOf(alone).returns.resolves.toEqualTypeOf<string | number>();
  });
});
