import { defineConfig } from "vitest/config";

/** The tests that mutants of breaker, retry, limiter and bulkhead are run against: theirs, and the traps'. */
export default defineConfig({
  test: {
    include: ["src/{circuit-breaker,retry,rate-limiter,bulkhead,diagnostics,options,traps}/**/*.test.ts"],
    exclude: ["src/traps/{events,hedging,adaptive-concurrency,load-shedding,cost-budget,chaos,cache}.test.ts"],
  },
});
