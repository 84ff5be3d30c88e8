import type { RatePublication } from "../rates/publication.js";
import { connect, type ServiceState } from "../service/connect.js";
import { isServiceError } from "../service/error.js";
import { unbelievable } from "../service/fault.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { currencyApiContract, currencyApiFallbackContract } from "./contract.js";
import { currencyPublication } from "./table.js";

export interface CurrencyApi {
  readonly name: "currency-api";
  readonly costUsd: string;
  /**
   * The rates of a day against any base; days since March 2024.
   *
   * @param date `YYYY-MM-DD` or `latest`
   * @param base ISO 4217 code
   * @throws ServiceError, `NOT_FOUND` for a day or base it does not have
   */
  publication(date: string, base: string, call?: ServiceCall): Promise<RatePublication>;
  state(): ServiceState;
  close(): void;
}

/** @example const { rates } = await createCurrencyApi().publication("2026-08-20", "EUR"); */
export function createCurrencyApi(settings: ServiceSettings = {}): CurrencyApi {
  const main = connect(currencyApiContract, settings);
  // Who configures an address wants that one asked and no other.
  const fallback = settings.baseUrl === undefined ? connect(currencyApiFallbackContract, settings) : null;

  async function table(request: { readonly date: string; readonly base: string }, call?: ServiceCall) {
    try {
      return await main.call("publication", request, call);
    } catch (error) {
      if (fallback === null || !isServiceError(error) || error.code === "REJECTED") throw error;
      return fallback.call("publication", request, call);
    }
  }

  return {
    name: "currency-api",
    costUsd: main.costUsd,
    async publication(date, base, call) {
      const reply = await table({ date, base: base.toLowerCase() }, call);
      try {
        return currencyPublication(reply, base);
      } catch (error) {
        throw unbelievable("currency-api", 200, "no rates in its table", error);
      }
    },
    state: main.state,
    close: () => {
      main.close();
      fallback?.close();
    },
  };
}
