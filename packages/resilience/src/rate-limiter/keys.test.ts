import { describe, expect, it } from "vitest";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { gcra } from "./gcra.js";
import type { Meter } from "./meter.js";
import { type RateLimiterOptions, rateLimiter } from "./rate-limiter.js";
import { slidingWindow } from "./sliding-window.js";

const rate = { limit: 2, periodMs: 100, burst: 1 };

describe("what a limiter may forget of a key", () => {
  it.each<[string, Meter, number]>([
    ["gcra", gcra(rate), 50],
    ["sliding-window", slidingWindow(rate), 100],
  ])("%s: a meter is as new once its last permit has no say", (_, meter, freshAfter) => {
    expect(meter.isFresh(1_000)).toBe(true);
    meter.take(1_000);
    expect(meter.isFresh(1_000 + freshAfter - 1)).toBe(false);
    expect(meter.isFresh(1_000 + freshAfter)).toBe(true);
  });

  it.each(["gcra", "sliding-window"] as const)(
    "%s: a key whose permits are all back makes room for another",
    async (kind) => {
      const clock = new VirtualClock();
      const options = {
        kind,
        limit: 1,
        periodMs: 100,
        perKey: { maxKeys: 1 },
        maxQueue: 1,
        clock,
      } as RateLimiterOptions;
      const limiter = rateLimiter(options);
      const { execute } = pipeline(limiter);
      const refused = (key: string) => execute(() => "served", { key }).catch(({ code }) => code);
      expect(await refused("a")).toBe("served");
      await clock.advance(99);
      expect(await refused("b")).toBe("RATE_LIMITED");
      await clock.advance(1);
      expect(await refused("b")).toBe("served");

      await clock.advance(100);
      limiter.pause(50, "b");
      await clock.advance(49);
      expect(await refused("c")).toBe("RATE_LIMITED");
      await clock.advance(1);
      expect(await refused("c")).toBe("served");

      const waiting = refused("c");
      await clock.advance(50);
      expect(await refused("d"), "somebody waits for c").toBe("RATE_LIMITED");
      await clock.advance(50);
      expect(await waiting).toBe("served");
    },
  );
});

describe("a changed rate", () => {
  it("gcra: what was taken counts on in ms, and the burst is the new one's", () => {
    const meter = gcra({ limit: 1, periodMs: 1_000, burst: 1 });
    meter.take(5_000);
    expect(meter.waitMs(5_000, 0)).toBe(1_000);
    meter.adapt({ limit: 4, periodMs: 2_000, burst: 1 });
    expect(meter.waitMs(5_000, 0)).toBe(1_000);
    meter.take(6_000);
    expect([meter.waitMs(6_000, 0), meter.waitMs(6_000, 1)]).toEqual([500, 1_000]);
    meter.adapt({ limit: 4, periodMs: 2_000, burst: 3 });
    expect([meter.waitMs(6_000, 0), meter.waitMs(6_000, 1), meter.waitMs(6_000, 2)]).toEqual([0, 0, 500]);
  });

  it("sliding window: a limit that is lowered and raised again forgets nothing in between", () => {
    const meter = slidingWindow({ limit: 3, periodMs: 100 });
    for (const now of [0, 0, 0]) meter.take(now);
    meter.adapt({ limit: 1, periodMs: 100, burst: 1 });
    meter.adapt({ limit: 2, periodMs: 100, burst: 1 });
    expect(meter.waitMs(1, 0)).toBe(99);
    meter.adapt({ limit: 4, periodMs: 100, burst: 1 });
    expect([meter.waitMs(1, 0), meter.waitMs(1, 1)]).toEqual([0, 99]);
  });

  it("sliding window: the latest permits count on, in their order", () => {
    const meter = slidingWindow({ limit: 3, periodMs: 100 });
    for (const now of [0, 10, 20, 100, 110]) meter.take(now);
    expect([meter.waitMs(110, 0), meter.waitMs(110, 1), meter.waitMs(110, 2)]).toEqual([10, 90, 100]);
    meter.adapt({ limit: 2, periodMs: 100, burst: 1 });
    expect([meter.waitMs(110, 0), meter.waitMs(110, 1), meter.waitMs(110, 2)]).toEqual([90, 100, 190]);
    meter.adapt({ limit: 4, periodMs: 50, burst: 1 });
    expect([meter.waitMs(110, 0), meter.waitMs(110, 1), meter.waitMs(110, 2), meter.waitMs(110, 3)]).toEqual([
      0, 0, 40, 50,
    ]);
  });
});
