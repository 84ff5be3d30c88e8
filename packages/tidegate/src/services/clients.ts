import {
  type CurrencyApi,
  createCurrencyApi,
  createEcb,
  createFrankfurter,
  createHmrc,
  createOpenErApi,
  createSerper,
  createVies,
  type Ecb,
  type Frankfurter,
  type Hmrc,
  type OpenErApi,
  type Serper,
  type ServiceSettings,
  type Vies,
} from "@tidegate/integrations";
import { parseVatNumber } from "@tidegate/invoices";
import { ConfigurationError, variableOf } from "../configuration/load.js";
import type { Configuration } from "../configuration/schema.js";

/** Every outside service, as configured; `null` where it can not be asked without credentials that are not set. */
export interface Clients {
  readonly ecb: Ecb;
  readonly frankfurter: Frankfurter;
  readonly openErApi: OpenErApi;
  readonly currencyApi: CurrencyApi;
  readonly vies: Vies;
  readonly hmrc: Hmrc | null;
  readonly serper: Serper | null;
}

/** Makes the clients; nothing is connected before it is asked. Throws `ConfigurationError`. */
export function createClients(configuration: Configuration, profile: Configuration["profile"]): Clients {
  const at = (setting: keyof Configuration & `${string}Url`): ServiceSettings => ({
    baseUrl: configuration[setting] as string | undefined,
    baseUrlName: variableOf(setting),
    profile,
  });
  return {
    ecb: createEcb(at("ecbUrl")),
    frankfurter: createFrankfurter(at("frankfurterUrl")),
    openErApi: createOpenErApi({ ...at("erApiUrl"), apiKey: configuration.exchangerateApiKey }),
    currencyApi: createCurrencyApi(at("currencyApiUrl")),
    vies: createVies({ ...at("viesUrl"), requester: viesRequester(configuration) }),
    hmrc: createHmrcIfConfigured(configuration, at("hmrcUrl")),
    serper:
      configuration.serperApiKey === undefined
        ? null
        : createSerper({ ...at("serperUrl"), apiKey: configuration.serperApiKey }),
  };
}

const idName = variableOf("hmrcClientId");
const secretName = variableOf("hmrcClientSecret");

function createHmrcIfConfigured(configuration: Configuration, settings: ServiceSettings): Hmrc | null {
  const { hmrcClientId: clientId, hmrcClientSecret: clientSecret, hmrcRequester } = configuration;
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    const [missing, given] = clientId === undefined ? [idName, secretName] : [secretName, idName];
    throw new ConfigurationError(`${missing}: must be set too where ${given} is`);
  }
  // HMRC itself answers nobody without a token; at another address a gateway may add it.
  if (clientId === undefined && configuration.hmrcUrl === undefined) return null;
  const requesterVrn = hmrcRequester?.replace(/^GB/i, "").replace(/\s/g, "");
  return createHmrc({ ...settings, clientId, clientSecret, requesterVrn });
}

function viesRequester({ viesRequester }: Configuration): { country: string; digits: string } | undefined {
  if (viesRequester === undefined) return undefined;
  const { country, digits } = parseVatNumber(viesRequester);
  if (country === null) {
    throw new ConfigurationError(
      `${variableOf("viesRequester")}: must be a VAT number with its country, such as DE136695976`,
    );
  }
  return { country, digits };
}

export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients)) client?.close();
}
