import { describe, expect, it } from "vitest";
import { bulkhead, circuitBreaker, pipeline, retry } from "../index.js";
import { type ProfileName, profile } from "./profiles.js";

describe("profiles", () => {
  it.each<[ProfileName, number, number, number, number, number]>([
    ["conservative", 5, 2_000, 3, 120_000, 500],
    ["balanced", 3, 1_000, 5, 60_000, 1_000],
    ["aggressive", 2, 500, 10, 30_000, 2_000],
    ["costOptimized", 1, 2_000, 5, 60_000, 500],
  ])("%s", async (name, maxRetries, initialMs, failures, openMs, queue) => {
    const settings = profile(name);
    expect(settings).toMatchObject({
      retry: { maxRetries, backoff: { initialMs } },
      circuitBreaker: { strategy: { failures }, openMs },
      bulkhead: { queue },
    });
    const { execute } = pipeline(
      bulkhead({ concurrency: 5, ...settings.bulkhead }),
      retry(settings.retry),
      circuitBreaker(settings.circuitBreaker),
    );
    expect(await execute(() => "well")).toBe("well");
  });
});
