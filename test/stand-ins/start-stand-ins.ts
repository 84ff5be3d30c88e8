import { startCurrencyApi } from "./currency-api.js";
import { startEcb } from "./ecb.js";
import { startFrankfurter } from "./frankfurter.js";
import { type HmrcStandIn, startHmrc } from "./hmrc.js";
import { startOpenErApi } from "./open-er-api.js";
import { startSerper } from "./serper.js";
import type { StandIn, StandInOptions } from "./stand-in.js";
import { startVies, type ViesStandInOptions } from "./vies.js";

export interface StandInsOptions extends Pick<StandInOptions, "latencyMs" | "faults"> {
  /** Whether they count requests as the real ones do. Default true. */
  readonly limits?: boolean;
  /** The newest day of the rates, `YYYY-MM-DD`. Default today. */
  readonly today?: string;
  /** Default 1999-01-04. */
  readonly historyFrom?: string;
  readonly registered?: ViesStandInOptions["registered"];
}

export interface StandIns {
  readonly ecb: StandIn;
  readonly frankfurter: StandIn;
  readonly openErApi: StandIn;
  readonly currencyApi: StandIn;
  readonly vies: StandIn;
  readonly hmrc: HmrcStandIn;
  readonly serper: StandIn;
  /** What to set so that Tidegate asks them instead of the real services. */
  readonly environment: Readonly<Record<string, string>>;
  /** What to set beside it to use the services that want to know who asks. */
  readonly credentials: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts all services that Tidegate asks, each on a port of its own. */
export async function startStandIns(options: StandInsOptions = {}): Promise<StandIns> {
  const { limits = true, latencyMs = 0, faults = null, registered } = options;
  const dated = options.today === undefined ? {} : { today: options.today };
  const shared = { latencyMs, faults, ...dated, ...(limits ? {} : { requestLimit: null }) };
  const rates = { ...shared, requestLimit: limits ? { limit: 60, periodMs: 60_000 } : null };
  const historyFrom = options.historyFrom === undefined ? {} : { historyFrom: options.historyFrom };
  const [ecb, frankfurter, openErApi, currencyApi, vies, hmrc, serper] = await Promise.all([
    startEcb({ ...rates, ...historyFrom }),
    startFrankfurter(rates),
    startOpenErApi(rates),
    startCurrencyApi(rates),
    startVies({ ...shared, ...(registered === undefined ? {} : { registered }) }),
    startHmrc(shared),
    startSerper(shared),
  ]);
  const all = [ecb, frankfurter, openErApi, currencyApi, vies, hmrc, serper];
  return {
    ecb,
    frankfurter,
    openErApi,
    currencyApi,
    vies,
    hmrc,
    serper,
    environment: {
      TIDEGATE_ECB_URL: ecb.url,
      TIDEGATE_FRANKFURTER_URL: frankfurter.url,
      TIDEGATE_ER_API_URL: openErApi.url,
      TIDEGATE_CURRENCY_API_URL: currencyApi.url,
      TIDEGATE_VIES_URL: vies.url,
      TIDEGATE_HMRC_URL: hmrc.url,
      TIDEGATE_SERPER_URL: serper.url,
    },
    credentials: {
      TIDEGATE_HMRC_CLIENT_ID: "test-client",
      TIDEGATE_HMRC_CLIENT_SECRET: "test-secret",
      TIDEGATE_SERPER_API_KEY: "test-key",
    },
    close: async () => {
      await Promise.all(all.map((standIn) => standIn.close()));
    },
  };
}
