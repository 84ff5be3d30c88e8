import type { CurrencyApi, Ecb, Frankfurter, OpenErApi } from "@tidegate/integrations";
import type { IsoDate } from "@tidegate/invoices";
import type { RateSource } from "./source.js";

const dayMs = 86_400_000;

/**
 * The European Central Bank. Three files answer everything: the latest day, the last 90 days, all days since 1999. The
 * 90-day file is used up to 80 days back, clear of its edge.
 */
export function ecbSource(ecb: Ecb): RateSource {
  return {
    name: "ecb",
    costUsd: ecb.costUsd,
    requestFor: (date, today) => {
      if (date >= today) return "latest";
      return daysBetween(date, today) <= 80 ? "last-90-days" : "history";
    },
    fetch: (request, signal) => ecb.publications(request as "latest" | "last-90-days" | "history", { signal }),
  };
}

/** Frankfurter republishes the ECB's rates, a day a request. */
export function frankfurterSource(frankfurter: Frankfurter): RateSource {
  return {
    name: "frankfurter",
    costUsd: frankfurter.costUsd,
    requestFor: (date, today) => (date >= today ? "latest" : date),
    fetch: async (request, signal) => [await frankfurter.publication(request, { signal })],
  };
}

/** open.er-api.com (exchangerate-api.com with a key) knows today only, for some 160 currencies. */
export function openErApiSource(openErApi: OpenErApi): RateSource {
  return {
    name: openErApi.name,
    costUsd: openErApi.costUsd,
    requestFor: (date, today) => (date >= today ? "latest" : null),
    fetch: async (_request, signal) => [await openErApi.latest("EUR", { signal })],
  };
}

/** The first day the currency API has in its present form. */
const currencyApiSince: IsoDate = "2024-03-02";

/** The currency API keeps a dated release a day, for some 200 currencies. */
export function currencyApiSource(currencyApi: CurrencyApi): RateSource {
  return {
    name: "currency-api",
    costUsd: currencyApi.costUsd,
    requestFor: (date, today) => (date >= today ? "latest" : date < currencyApiSince ? null : date),
    fetch: async (request, signal) => [await currencyApi.publication(request, "EUR", { signal })],
  };
}

function daysBetween(from: IsoDate, to: IsoDate): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs;
}
