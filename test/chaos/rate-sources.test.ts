import { describe, expect, it } from "vitest";
import { daysAgo, deserted, everythingAt, invoice, startScene, workingDays } from "./scene.js";

/** Documents without a VAT number: only rates are asked for. */
const dated = (days: readonly string[]) =>
  days.map((date, index) => {
    const { vat_number, ...document } = invoice({ invoice_id: `A-${index}`, date });
    return document;
  });

describe.concurrent("rates, when sources fail", () => {
  it("come from Frankfurter while the ECB is down, one call a distinct day", async (context) => {
    const scene = await startScene(context);
    await scene.standIns.ecb.down();
    const days = workingDays(4);
    const results = await scene.enhance(dated([...days, ...days, ...days]));
    expect(results.map(({ conversions }) => conversions.EUR?.source)).toEqual(Array(12).fill("frankfurter"));
    expect(results.every(({ enhancement }) => !enhancement.degraded)).toBe(true);
    expect(scene.standIns.frankfurter.calls.map(({ key }) => key).sort()).toEqual([...days].sort());
    const before = scene.standIns.frankfurter.calls.length;
    await scene.enhance(dated(days));
    expect(scene.standIns.frankfurter.calls).toHaveLength(before);
  });

  it("come from er-api for today and from currency-api for other days while both are down", async (context) => {
    const scene = await startScene(context);
    await Promise.all([scene.standIns.ecb.down(), scene.standIns.frankfurter.down()]);
    const results = await scene.enhance(dated([daysAgo(0), daysAgo(40), daysAgo(41)]));
    expect(results.map(({ conversions }) => conversions.EUR?.source)).toEqual([
      "open-er-api",
      "currency-api",
      "currency-api",
    ]);
    expect(results[1]?.enhancement.warnings.map(({ code }) => code)).toEqual([
      "RATE-SOURCE-FAILED",
      "RATE-SOURCE-FAILED",
    ]);
    expect(scene.standIns.openErApi.calls).toHaveLength(1);
    expect(scene.standIns.currencyApi.calls.map(({ key }) => key).sort()).toEqual(
      [`${daysAgo(40)} eur`, `${daysAgo(41)} eur`].sort(),
    );
  });

  it("are the last known ones, said to be stale, when nobody answers any more", async (context) => {
    const scene = await startScene(context, { today: daysAgo(10) });
    const [known] = await scene.enhance(dated([daysAgo(60)]));
    expect(known?.conversions.EUR?.stale).toBe(false);
    const { standIns } = scene;
    await Promise.all(
      [standIns.ecb, standIns.frankfurter, standIns.openErApi, standIns.currencyApi].map((source) => source.down()),
    );
    const [later] = await scene.enhance(dated([daysAgo(0)]));
    expect(later?.conversions.EUR).toMatchObject({ source: "ecb", stale: true });
    expect(later?.enhancement).toMatchObject({ degraded: true });
    expect(later?.enhancement.warnings.map(({ code }) => code)).toContain("RATE-STALE");
    expect(later?.enhancement.warnings.map(({ code }) => code)).toContain("RATE-SOURCE-FAILED");
  });

  it("are the bundled ones, said to be stale, when nobody ever answered", async (context) => {
    const scene = await startScene(context);
    const stdin = JSON.stringify(invoice({ date: daysAgo(40) }));
    const { stdout, exitCode } = await scene.run(["enhance", "-", "--format", "jsonl"], {
      stdin,
      environment: everythingAt(await deserted()),
    });
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.conversions.EUR).toMatchObject({ source: "bundled", stale: true });
    expect(result.enhancement.degraded).toBe(true);
    expect(result.vat.seller).toMatchObject({ status: "unverified", reason: "unavailable" });
  });
});
