import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["tidegate-source"] },
  ssr: { resolve: { conditions: ["tidegate-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    reporters: ["default", "./test/tally-reporter.ts"],
    testTimeout: 30_000,
    // Concurrent tests run processes that wait for services more than they compute.
    maxConcurrency: 8,
  },
});
