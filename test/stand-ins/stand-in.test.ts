import { seededRandom } from "@tidegate/resilience/testing";
import { afterEach, describe, expect, it } from "vitest";
import { jsonAnswer } from "./answer.js";
import { drawFault, faultKinds } from "./fault-plan.js";
import { firstDay, referenceDay, referenceDayBy, referenceDays } from "./reference-rates.js";
import { requestWindow } from "./request-limit.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

describe("a fault plan", () => {
  it("is the same for the same seed, and hits its share with every kind", () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 20_000 }, () => drawFault({ rate: 0.05, random }));
    };
    const drawn = draw(1);
    expect(drawn).toEqual(draw(1));
    expect(drawn).not.toEqual(draw(2));
    expect(drawn.filter((kind) => kind !== null).length / drawn.length).toBeCloseTo(0.05, 2);
    expect(new Set(drawn)).toEqual(new Set([null, ...faultKinds]));
  });
});

describe("a request limit", () => {
  it("admits as many as it says in any period, and tells how long to wait", () => {
    const admit = requestWindow({ limit: 2, periodMs: 1_000 });
    expect([0, 400, 500, 999, 1_000, 1_100].map(admit)).toEqual([0, 0, 500, 1, 0, 300]);
  });
});

describe("reference rates", () => {
  it("are the same in every run and move from day to day", () => {
    expect(referenceDay("2024-03-05")).toEqual(referenceDay("2024-03-05"));
    expect(referenceDay("2024-03-05")?.rates).not.toEqual(referenceDay("2024-03-06")?.rates);
  });

  it("are published on working days only, from the first on", () => {
    expect(referenceDay("2024-03-09")).toBeNull();
    expect(referenceDay("2024-12-25")).toBeNull();
    expect(referenceDayBy("2024-03-10")?.date).toBe("2024-03-08");
    expect(referenceDayBy("1999-01-03")).toBeNull();
    expect(referenceDays(firstDay, "1999-01-10").map(({ date }) => date)).toHaveLength(5);
    expect(referenceDay("1999-01-04")?.rates).not.toHaveProperty("CNY");
  });
});

describe("a stand-in", () => {
  let standIn: StandIn;
  afterEach(() => standIn.close());
  const start = async (options: StandInOptions = {}) => {
    const double = {
      keyOf: ({ path }: { readonly path: string }) => path.slice(1),
      answer: () => jsonAnswer(200, { ok: true }),
      limited: jsonAnswer(429, { message: "slow down" }),
    };
    standIn = await startStandIn(double, options);
    return standIn;
  };
  const ask = (path = "/a") => fetch(standIn.url + path);

  it("records what it was asked, and how that ended", async () => {
    await start({ requestLimit: { limit: 2, periodMs: 60_000 } });
    await ask("/a");
    standIn.failNext("error-500");
    await ask("/b");
    const limited = await ask("/c");
    expect(limited.headers.get("retry-after")).toBe("60");
    expect(standIn.calls.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["a", 200],
      ["b", "error-500"],
      ["c", 429],
    ]);
  });

  it("takes its time", async () => {
    await start({ latencyMs: 50 });
    const started = performance.now();
    await ask();
    expect(performance.now() - started).toBeGreaterThan(45);
  });

  it("breaks connections and bodies like a real one", async () => {
    await start();
    standIn.failNext("reset");
    await expect(ask()).rejects.toThrow("fetch failed");
    standIn.failNext("cut");
    const cut = await ask();
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
    standIn.failNext("hang");
    await expect(fetch(standIn.url, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    standIn.failNext("html-200");
    expect(await (await ask()).text()).toContain("<html>");
  });

  it("goes down and comes back at the same address", async () => {
    await start();
    await ask();
    await standIn.down();
    await expect(ask()).rejects.toThrow("fetch failed");
    await standIn.up();
    expect((await ask()).status).toBe(200);
  });
});
