import type { ExchangeRates } from "@tidegate/invoices";
import { type CacheStore, cache, systemClock } from "@tidegate/resilience";
import type { Clients } from "../services/clients.js";
import type { RateStore } from "../storage/rates/rate-store.js";
import { bundledSnapshot } from "./bundled.js";
import { createExchangeRates } from "./exchange-rates.js";
import type { RequestMade } from "./exchange-rates-settings.js";
import type { RateSource } from "./source.js";
import { currencyApiSource, ecbSource, frankfurterSource, openErApiSource } from "./sources.js";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The sources in the order they are asked: the publisher itself first, then those nearest to it. */
function rateSources({ ecb, frankfurter, openErApi, currencyApi }: Clients): readonly RateSource[] {
  return [ecbSource(ecb), frankfurterSource(frankfurter), openErApiSource(openErApi), currencyApiSource(currencyApi)];
}

/** The exchange rates of this installation. Offline only what is stored, and the bundled snapshot. */
export function openExchangeRates(
  clients: Clients,
  store: RateStore,
  cacheStore: (name: string) => CacheStore,
  offline: boolean,
): ExchangeRates {
  return createExchangeRates({
    sources: offline ? [] : rateSources(clients),
    store,
    requests: cache<RequestMade>({
      name: "rate requests",
      // A past day's rates are settled; the newest, and files that grow by a day, are asked for again after an hour.
      ttl: ({ settled }) => (settled ? Number.POSITIVE_INFINITY : hourMs),
      // A source that failed is left alone for a minute, not asked again for every document of a batch.
      errorTtlMs: minuteMs,
      store: cacheStore("rate-requests"),
    }),
    bundled: bundledSnapshot,
    wallNow: systemClock.wallNow,
  });
}
