import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { type RateLimiterOptions, rateLimiter } from "./rate-limiter.js";

type Settings = RateLimiterOptions extends infer Kind ? (Kind extends unknown ? Omit<Kind, "clock"> : never) : never;

async function servedAt(settings: Settings, calls: number) {
  const clock = new VirtualClock();
  const { execute } = pipeline(rateLimiter({ ...settings, clock } as RateLimiterOptions));
  const times = Array.from({ length: calls }, () => execute(() => clock.now()));
  await clock.advance(60_000);
  return Promise.all(times);
}

describe("rate limiter", () => {
  it("GCRA spaces calls evenly", async () => {
    expect(await servedAt({ kind: "gcra", limit: 2, periodMs: 1_000 }, 4)).toEqual([0, 500, 1_000, 1_500]);
  });

  it("GCRA lets a burst through, then spaces", async () => {
    const settings = { kind: "gcra", limit: 2, periodMs: 1_000, burst: 3 } as const;
    expect(await servedAt(settings, 5)).toEqual([0, 0, 0, 500, 1_000]);
  });

  it("the sliding window lets the limit through at once, then as the permits return", async () => {
    const settings = { kind: "sliding-window", limit: 2, periodMs: 1_000 } as const;
    expect(await servedAt(settings, 5)).toEqual([0, 0, 1_000, 1_000, 2_000]);
  });

  it("a pause holds back everybody, those who wait already too, and only that key when it names one", async () => {
    const clock = new VirtualClock();
    const limiter = rateLimiter({ kind: "gcra", limit: 10, periodMs: 1_000, perKey: {}, clock });
    const { execute } = pipeline(limiter);
    const at = (key: string) => execute(() => clock.now(), { key });
    const first = [at("DE"), at("DE"), at("FR")];
    await clock.advance(50);
    limiter.pause(1_000);
    limiter.pause(2_000, "FR");
    limiter.pause(10);
    expect([limiter.waitTime("DE"), limiter.waitTime("ES"), limiter.waitTime("FR")]).toEqual([1_100, 1_000, 2_000]);
    const second = [at("FR"), at("ES")];
    await clock.advance(5_000);
    expect(await Promise.all([...first, ...second])).toEqual([0, 1_050, 0, 2_050, 1_050]);
  });

  it("refuses when the queue is full, and when the turn would come after the deadline", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(rateLimiter({ kind: "gcra", limit: 1, periodMs: 1_000, maxQueue: 2, clock }));
    const served = [execute(() => 1), execute(() => 2)];
    const late = execute(() => 3, { deadlineMs: 1_999 });
    await expect(late).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 2_000 });
    served.push(execute(() => 4, { deadlineMs: 2_001 }));
    await expect(execute(() => 5)).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 3_000 });
    await clock.advance(2_000);
    expect(await Promise.all(served)).toEqual([1, 2, 4]);
  });
});
