import { createCurrencyApi, createEcb, createFrankfurter, createOpenErApi } from "@tidegate/integrations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEcb } from "../stand-ins/ecb.js";
import { referenceDay } from "../stand-ins/reference-rates.js";
import { type StandIns, startStandIns } from "../stand-ins/start-stand-ins.js";
import { oneAttempt } from "./quick-policies.js";

// A Saturday: the newest publication is Friday's.
const today = "2026-05-09";
const friday = "2026-05-08";

let services: StandIns;
beforeAll(async () => {
  services = await startStandIns({ limits: false, today, historyFrom: "2024-01-01" });
});
afterAll(() => services.close());

const at = (baseUrl: string) => ({ baseUrl, policies: oneAttempt });
const published = (date: string) => referenceDay(date)?.rates ?? {};
const withoutZeros = (rates: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(rates).map(([code, rate]) => [code, String(Number(rate))]));

describe("ECB", () => {
  it("gives the latest day with the digits as published", async () => {
    const days = await createEcb(at(services.ecb.url)).publications("latest");
    expect(days).toEqual([{ base: "EUR", date: friday, source: "ecb", rates: published(friday) }]);
  });

  it("gives the last ninety days, newest first", async () => {
    const days = await createEcb(at(services.ecb.url)).publications("last-90-days");
    expect(days.length).toBeGreaterThan(55);
    expect(days[0]?.date).toBe(friday);
    expect(days.map(({ date }) => date)).toEqual(
      days
        .map(({ date }) => date)
        .toSorted()
        .toReversed(),
    );
  });

  it("gives the whole history out of one archive", async () => {
    const days = await createEcb({ baseUrl: services.ecb.url }).publications("history");
    expect(days.at(-1)?.date).toBe("2024-01-02");
    expect(days.find(({ date }) => date === "2025-02-03")?.rates).toEqual(published("2025-02-03"));
    expect(services.ecb.calls.filter(({ key }) => key === "eurofxref-hist.zip")).toHaveLength(1);
    expect(services.ecb.calls.some(({ key }) => key === "eurofxref-hist.xml")).toBe(false);
  });

  it("gives the same history as XML where there is no archive", async () => {
    const zipless = await startEcb({ today, historyFrom: "2026-01-01", zip: false });
    const days = await createEcb({ baseUrl: zipless.url }).publications("history");
    expect(days[0]).toEqual({ base: "EUR", date: friday, source: "ecb", rates: published(friday) });
    expect(zipless.calls.map(({ key }) => key)).toEqual(["eurofxref-hist.zip", "eurofxref-hist.xml"]);
    await zipless.close();
  });
});

describe("Frankfurter", () => {
  it("gives the day that applies to a date", async () => {
    const frankfurter = createFrankfurter(at(services.frankfurter.url));
    const expected = { base: "EUR", date: friday, source: "frankfurter", rates: withoutZeros(published(friday)) };
    expect(await frankfurter.publication("latest")).toEqual(expected);
    expect(await frankfurter.publication("2026-05-09")).toEqual(expected);
    expect(await frankfurter.publication("2026-05-06")).toMatchObject({ date: "2026-05-06" });
  });

  it("has nothing before the first publication", async () => {
    const asked = createFrankfurter(at(services.frankfurter.url)).publication("1999-01-03");
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each(["yesterday", "2026-02-30", "../latest", ""])("does not send out %j", async (date) => {
    const asked = createFrankfurter(at(services.frankfurter.url)).publication(date);
    await expect(asked).rejects.toMatchObject({ code: "REJECTED" });
  });

  it.each([
    ["rates of a later day", { base: "EUR", date: "2026-05-08", rates: { USD: 1.1 } }],
    ["another base", { base: "USD", date: "2026-05-06", rates: { EUR: 0.9 } }],
    ["rates for another amount", { amount: 10, base: "EUR", date: "2026-05-06", rates: { USD: 11 } }],
    ["a rate of zero", { base: "EUR", date: "2026-05-06", rates: { USD: 0 } }],
    ["a rate that is no number", { base: "EUR", date: "2026-05-06", rates: { USD: "much" } }],
    ["no rates", { base: "EUR", date: "2026-05-06", rates: {} }],
  ])("is not believed with %s", async (_name, body) => {
    const frankfurter = createFrankfurter({ fetch: async () => Response.json(body), policies: oneAttempt });
    await expect(frankfurter.publication("2026-05-06")).rejects.toMatchObject({ code: "BAD_REPLY" });
  });

  it("keeps every digit that was sent", async () => {
    const body = '{"base":"EUR","date":"2026-05-06","rates":{"USD":1.10000000000000000007,"BTC":1.5e-7}}';
    const reply = () => new Response(body, { headers: { "content-type": "application/json" } });
    const frankfurter = createFrankfurter({ fetch: async () => reply(), policies: oneAttempt });
    const { rates } = await frankfurter.publication("2026-05-06");
    expect(rates).toEqual({ USD: "1.10000000000000000007", BTC: "0.00000015" });
  });
});

describe("open.er-api.com", () => {
  it("gives today's rates against any base", async () => {
    const publication = await createOpenErApi(at(services.openErApi.url)).latest("USD");
    expect(publication).toMatchObject({ base: "USD", date: today, source: "open-er-api" });
    expect(publication.rates).toHaveProperty("EUR");
    expect(publication.rates).not.toHaveProperty("USD");
  });

  it("does not know every base", async () => {
    const asked = createOpenErApi(at(services.openErApi.url)).latest("XXX");
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND", reason: "unsupported-code" });
  });

  it("is asked under the key's address where there is a key", async () => {
    const keyed = createOpenErApi({ ...at(services.openErApi.url), apiKey: "test-key" });
    expect(keyed.name).toBe("exchangerate-api");
    expect(await keyed.latest("EUR")).toMatchObject({ base: "EUR", source: "exchangerate-api" });
    expect(services.openErApi.calls.at(-1)?.path).toBe("/v6/test-key/latest/EUR");
  });

  it("does not repeat a key that is refused", async () => {
    const asked = createOpenErApi({ ...at(services.openErApi.url), apiKey: "hunter2" }).latest("EUR");
    const error = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAUTHORIZED", reason: "invalid-key" });
    expect(String(error)).not.toContain("hunter2");
  });

  it("tells errors by the body, also with HTTP 200", async () => {
    const quota = { result: "error", "error-type": "quota-reached" };
    const client = createOpenErApi({ fetch: async () => Response.json(quota), policies: oneAttempt });
    await expect(client.latest("EUR")).rejects.toMatchObject({ code: "RATE_LIMITED", transient: false });
  });
});

describe("the currency API", () => {
  it("gives a past day against any base, without its tokens", async () => {
    const currencyApi = createCurrencyApi(at(services.currencyApi.url));
    const publication = await currencyApi.publication("2026-05-06", "EUR");
    expect(publication).toMatchObject({ base: "EUR", date: "2026-05-06", source: "currency-api" });
    expect(publication.rates).toMatchObject({ USD: withoutZeros(published("2026-05-06")).USD, BTC: "0.0000091" });
    expect(publication.rates).not.toHaveProperty("USDT");
    expect(await currencyApi.publication("latest", "USD")).toMatchObject({ base: "USD", date: today });
    expect(services.currencyApi.calls[0]?.path).toBe(
      "/npm/@fawazahmed0/currency-api@2026-05-06/v1/currencies/eur.json",
    );
  });

  it("has nothing before March 2024", async () => {
    const asked = createCurrencyApi(at(services.currencyApi.url)).publication("2024-03-01", "EUR");
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is asked at its fallback host when the CDN fails, but not when an address is configured", async () => {
    const asked: string[] = [];
    const fetch = async (input: string | URL | Request) => {
      const { host, href } = new URL(String(input));
      asked.push(href);
      if (host === "cdn.jsdelivr.net") return new Response("no", { status: 503 });
      return Response.json({ date: "2026-05-06", eur: { usd: 1.1 } });
    };
    const publication = await createCurrencyApi({ fetch, policies: oneAttempt }).publication("2026-05-06", "EUR");
    expect(publication.rates).toEqual({ USD: "1.1" });
    expect(asked).toEqual([
      "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026-05-06/v1/currencies/eur.json",
      "https://2026-05-06.currency-api.pages.dev/v1/currencies/eur.json",
    ]);
    const configured = createCurrencyApi({ baseUrl: "https://cdn.jsdelivr.net", fetch, policies: oneAttempt });
    await expect(configured.publication("2026-05-06", "EUR")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
