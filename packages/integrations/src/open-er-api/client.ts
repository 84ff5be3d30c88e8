import type { RatePublication } from "../rates/publication.js";
import { connect, type ServiceState } from "../service/connect.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { exchangeRateApiContract, openErApiContract } from "./contract.js";

export interface OpenErApiSettings extends ServiceSettings {
  /** A key of exchangerate-api.com: with it, its version 6 is asked instead of the open endpoint. */
  readonly apiKey?: string | undefined;
}

export interface OpenErApi {
  readonly name: "open-er-api" | "exchangerate-api";
  readonly costUsd: string;
  /**
   * Today's rates against any base.
   *
   * @param base upper-case ISO 4217 code
   * @throws ServiceError, `NOT_FOUND` for a base it does not know
   */
  latest(base: string, call?: ServiceCall): Promise<RatePublication>;
  state(): ServiceState;
  close(): void;
}

/** @example const { rates } = await createOpenErApi().latest("USD"); */
export function createOpenErApi(settings: OpenErApiSettings = {}): OpenErApi {
  const keyed = settings.apiKey !== undefined && settings.apiKey !== "";
  const { costUsd, state, close, call: ask } = connect(keyed ? exchangeRateApiContract : openErApiContract, settings);
  return {
    name: keyed ? "exchangerate-api" : "open-er-api",
    costUsd,
    latest: (base, call) => ask("latest", { base }, call),
    state,
    close,
  };
}
