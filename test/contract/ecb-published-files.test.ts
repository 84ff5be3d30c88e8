import { readFileSync } from "node:fs";
import { parseEcbCsv, parseEcbXml } from "@tidegate/integrations";
import { describe, expect, it } from "vitest";
import { sharedData } from "../shared-data.js";

const history = sharedData("fx/eurofxref-hist_2005-2020.csv");
const dailyCsv = sharedData("fx/eurofxref_daily.csv");
const dailyXml = sharedData("fx/eurofxref-daily_2017-03-08.xml");

describe("files as the ECB published them (skipped where the reference data is absent)", () => {
  it.skipIf(history === null)("reads sixteen years of history in well under a second", () => {
    const text = readFileSync(String(history), "utf8");
    const started = performance.now();
    const publications = parseEcbCsv(text);
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(publications).toHaveLength(text.trim().split("\n").length - 1);
    expect(publications[0]).toMatchObject({ date: "2020-12-31", rates: { USD: "1.2271", KRW: "1336" } });
    expect(publications[0]?.rates).not.toHaveProperty("CYP");
    expect(publications.at(-1)).toMatchObject({ date: "2005-01-03", rates: { ROL: "39230", CYP: "0.58" } });
  });

  it.skipIf(dailyCsv === null)("reads the daily CSV with its written date", () => {
    const [day] = parseEcbCsv(readFileSync(String(dailyCsv), "utf8"));
    expect(day).toMatchObject({ date: "2026-04-13", rates: { USD: "1.1684", HUF: "366.90" } });
  });

  it.skipIf(dailyXml === null)("reads the daily XML with its single quotes, and the history agrees with it", () => {
    const [day] = parseEcbXml(readFileSync(String(dailyXml), "utf8"));
    expect(day).toMatchObject({ date: "2017-03-08", rates: { USD: "1.0556", IDR: "14144.80" } });
    const same = parseEcbCsv(readFileSync(String(history), "utf8")).find(({ date }) => date === "2017-03-08");
    expect(Object.keys(day?.rates ?? {}).sort()).toEqual(Object.keys(same?.rates ?? {}).sort());
    for (const [code, rate] of Object.entries(day?.rates ?? {})) expect(Number(rate)).toBe(Number(same?.rates[code]));
  });
});
