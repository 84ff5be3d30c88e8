import type { IsoDate, RatePublication, RateQuote } from "@tidegate/invoices";
import { cache } from "@tidegate/resilience";
import { VirtualClock } from "@tidegate/resilience/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type DataFolder, openDataFolder } from "../storage/index.js";
import { createExchangeRates } from "./exchange-rates.js";
import type { RequestMade } from "./exchange-rates-settings.js";
import type { RateSource } from "./source.js";

/** Wednesday 10 June 2026, noon. */
const now = Date.UTC(2026, 5, 10, 12);

const folders: DataFolder[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.close();
});

interface FakeSource extends RateSource {
  readonly asked: string[];
  down: boolean;
}

/** A source that publishes on working days, as it would be behind its client. */
function source(name: string, days: Readonly<Record<IsoDate, Readonly<Record<string, string>>>>): FakeSource {
  const asked: string[] = [];
  return {
    name,
    costUsd: "0.002",
    asked,
    down: false,
    requestFor: (date, today) => (date >= today ? "latest" : date),
    async fetch(request) {
      asked.push(request);
      if (this.down) throw new Error(`${name} did not answer`);
      const date = Object.keys(days)
        .filter((day) => request === "latest" || day <= request)
        .sort()
        .at(-1);
      return date === undefined ? [] : [{ base: "EUR", date, source: name, rates: days[date] ?? {} }];
    },
  };
}

const bundled: RatePublication = {
  base: "EUR",
  date: "2026-05-01",
  source: "bundled",
  rates: { USD: "1.5", SAR: "4.4", LTL: "3.4528" },
};

async function ratesOf(sources: readonly RateSource[], stored: readonly RatePublication[] = []) {
  const clock = new VirtualClock(now);
  const folder = await openDataFolder(":memory:");
  folders.push(folder);
  await folder.rates.save(stored, { fetchedAt: now - 3_600_000 });
  const rates = createExchangeRates({
    sources,
    store: folder.rates,
    requests: cache<RequestMade>({
      ttl: ({ settled }) => (settled ? Number.POSITIVE_INFINITY : 3_600_000),
      errorTtlMs: 60_000,
      clock,
    }),
    bundled: () => bundled,
    wallNow: () => clock.wallNow(),
  });
  const quote = async (date: IsoDate | "latest", to = "USD", from = "EUR") => rates.quote({ from, to, date });
  return { quote, rates, clock };
}

const ecbDays = { "2026-06-05": { USD: "1.10", GBP: "0.85" }, "2026-06-09": { USD: "1.20", GBP: "0.86" } };

describe("createExchangeRates", () => {
  it("asks the first source for the newest publication not after the day", async () => {
    const ecb = source("ecb", ecbDays);
    const { quote } = await ratesOf([ecb]);
    expect(await quote("2026-06-07")).toMatchObject({
      toPerBase: "1.10",
      fromPerBase: "1",
      rateDate: "2026-06-05",
      source: "ecb",
      stale: false,
      fromCache: false,
      costUsd: "0.002",
    });
  });

  it("makes one request for a day, whoever asks and for whichever currency", async () => {
    const ecb = source("ecb", ecbDays);
    const { quote } = await ratesOf([ecb]);
    await Promise.all([quote("2026-06-09"), quote("2026-06-09"), quote("2026-06-09", "GBP")]);
    const repeated = await quote("2026-06-09");
    expect(ecb.asked).toEqual(["2026-06-09"]);
    expect(repeated).toMatchObject({ fromCache: true, costUsd: "0", savedUsd: "0.002" });
  });

  it("asks nobody for a day whose publication is stored", async () => {
    const ecb = source("ecb", {});
    const { quote } = await ratesOf(
      [ecb],
      [{ base: "EUR", date: "2026-06-05", source: "ecb", rates: { USD: "1.10" } }],
    );
    expect(await quote("2026-06-07")).toMatchObject({ rateDate: "2026-06-05", fromCache: true, stale: false });
    expect(ecb.asked).toEqual([]);
  });

  it("goes on to the next source where one fails, and says so", async () => {
    const ecb = source("ecb", ecbDays);
    ecb.down = true;
    const frankfurter = source("frankfurter", ecbDays);
    const { quote } = await ratesOf([ecb, frankfurter]);
    const answer = await quote("2026-06-09");
    expect(answer).toMatchObject({ source: "frankfurter", stale: false });
    expect(answer.warnings).toEqual([{ code: "RATE-SOURCE-FAILED", message: "ecb did not answer" }]);
  });

  it("goes on to the next source where one does not quote the currency", async () => {
    const ecb = source("ecb", ecbDays);
    const wide = source("currency-api", { "2026-06-09": { USD: "1.19", SAR: "4.5" } });
    const { quote } = await ratesOf([ecb, wide]);
    expect(await quote("2026-06-09", "SAR")).toMatchObject({ source: "currency-api", toPerBase: "4.5" });
  });

  it("leaves a source that failed alone for a minute, then asks again", async () => {
    const ecb = source("ecb", ecbDays);
    ecb.down = true;
    const { quote, clock } = await ratesOf([ecb]);
    await quote("2026-06-09");
    await quote("2026-06-09", "GBP");
    expect(ecb.asked).toHaveLength(1);
    ecb.down = false;
    await clock.advance(61_000);
    expect(await quote("2026-06-09")).toMatchObject({ source: "ecb", stale: false });
  });

  it("uses the last known rate when every source is down, with its age, and calls it stale", async () => {
    const ecb = source("ecb", {});
    ecb.down = true;
    const stored = [{ base: "EUR", date: "2026-06-05", source: "ecb", rates: { USD: "1.10" } }];
    const { quote } = await ratesOf([ecb], stored);
    const answer = (await quote("2026-06-09")) as RateQuote;
    expect(answer).toMatchObject({ rateDate: "2026-06-05", stale: true, ageSeconds: 3600 });
    expect(answer.warnings.map(({ code }) => code)).toEqual(["RATE-SOURCE-FAILED", "RATE-STALE"]);
  });

  it("falls back on the bundled snapshot at last, never as the day's rate", async () => {
    const { quote } = await ratesOf([]);
    expect(await quote("2026-06-09")).toMatchObject({
      source: "bundled",
      rateDate: "2026-05-01",
      stale: true,
      ageSeconds: 40.5 * 86_400,
    });
  });

  it("does not take another year's rate for a currency that was not quoted on the day", async () => {
    const history = [
      { base: "EUR", date: "2014-12-31", source: "ecb", rates: { USD: "1.21", LTL: "3.4528" } },
      { base: "EUR", date: "2015-06-01", source: "ecb", rates: { USD: "1.09" } },
    ];
    const { quote } = await ratesOf([], history);
    expect(await quote("2015-06-01", "LTL")).toMatchObject({ unavailable: true, code: "RATE-NOT-PUBLISHED" });
    expect(await quote("2015-06-01", "SAR")).toMatchObject({ source: "bundled", stale: true });
  });

  it("asks for today's rate again after an hour, not before", async () => {
    const ecb = source("ecb", ecbDays);
    const { quote, clock } = await ratesOf([ecb]);
    await quote("latest");
    await clock.advance(50 * 60_000);
    await quote("latest");
    expect(ecb.asked).toHaveLength(1);
    await clock.advance(11 * 60_000);
    await quote("latest");
    expect(ecb.asked).toEqual(["latest", "latest"]);
  });

  it("refuses a code that is no currency without asking", async () => {
    const ecb = source("ecb", ecbDays);
    const { quote } = await ratesOf([ecb]);
    expect(await quote("2026-06-09", "ABC")).toMatchObject({ unavailable: true, code: "RATE-UNKNOWN-CURRENCY" });
    expect(ecb.asked).toEqual([]);
  });
});
