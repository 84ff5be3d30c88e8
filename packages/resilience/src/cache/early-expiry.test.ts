import { describe, expect, it, vi } from "vitest";
import { diagnostics, type ResilienceEvent } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { cache } from "./cache.js";
import { refreshesEarly } from "./early-expiry.js";

const seeded = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

/** A cache whose loads take 100 ms, with one value loaded at 0 that is fresh until 10,100. */
async function loadedOnce(random: () => number, clock = new VirtualClock()) {
  const values = cache<number>({ name: "early", ttlMs: 10_000, earlyExpiry: { beta: 1 }, random, clock });
  const loader = vi.fn(() => new Promise<number>((resolve) => clock.setTimeout(() => resolve(clock.now()), 100)));
  const first = values.getOrLoad("key", loader);
  await clock.advance(100);
  await first;
  return { clock, values, loader };
}

describe("early expiry", () => {
  it("refreshes once in the background, and gives the fresh value at once meanwhile", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => event.policy === "early" && heard.push(event));
    const { clock, values, loader } = await loadedOnce(() => 0.000_1);
    await clock.advance(9_200);
    const answers = await Promise.all([values.lookUp("key", loader), values.lookUp("key", loader)]);
    expect(answers).toMatchObject([
      { value: 100, stale: false, source: "memory" },
      { value: 100, stale: false },
    ]);
    await clock.advance(100);
    stop();
    expect(loader).toHaveBeenCalledTimes(2);
    expect(values.peek("key")?.value).toBe(9_400);
    expect(heard.filter(({ type }) => type === "cache.refreshed-early")).toHaveLength(1);
    expect(values.snapshot()).toMatchObject({ refreshedEarly: 1, misses: 1 });
  });

  it("is not drawn for further than ten load times from the expiry", async () => {
    const random = vi.fn(() => 1e-9);
    const { clock, values, loader } = await loadedOnce(random);
    await clock.advance(8_999);
    await values.getOrLoad("key", loader);
    expect(random).not.toHaveBeenCalled();
    await clock.advance(1);
    await values.getOrLoad("key", loader);
    expect(random).toHaveBeenCalledTimes(1);
  });

  it("a refresh that fails leaves the fresh value, and the service alone for a second", async () => {
    const { clock, values, loader } = await loadedOnce(() => 0);
    loader.mockRejectedValue(new Error("down"));
    await clock.advance(9_000);
    for (let round = 0; round < 10; round += 1) {
      expect(await values.getOrLoad("key", loader)).toBe(100);
      await clock.advance(99);
    }
    expect(loader).toHaveBeenCalledTimes(2);
  });

  it("the share of callers who refresh follows e^-(time left / load time)", () => {
    const random = seeded(7);
    for (const loadsLeft of [0.5, 1, 2]) {
      let early = 0;
      const held = { freshUntil: 1_000, loadMs: 100 };
      for (let draw = 0; draw < 20_000; draw += 1) {
        if (refreshesEarly(1_000 - 100 * loadsLeft, held, { beta: 1 }, random)) early += 1;
      }
      expect(early / 20_000).toBeCloseTo(Math.exp(-loadsLeft), 1.5);
    }
  });

  it("nobody finds a hot key expired", async () => {
    const { clock, values, loader } = await loadedOnce(seeded(11));
    for (let ms = 0; ms < 60_000; ms += 10) {
      await values.getOrLoad("key", loader);
      await clock.advance(10);
    }
    expect(values.snapshot()).toMatchObject({ misses: 1, shared: 0 });
    expect(values.snapshot().refreshedEarly).toBeGreaterThan(4);
    expect(values.snapshot().refreshedEarly).toBeLessThan(9);
  });
});
