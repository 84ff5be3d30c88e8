import { systemClock } from "@tidegate/resilience";
import type { RegistryVerdict } from "../registry/verdict.js";
import { connect, type ServiceState } from "../service/connect.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { viesContract } from "./contract.js";

/** A VAT number in two parts: `EL` or `GR` for Greece, `XI` for Northern Ireland. */
export interface EuVatNumber {
  readonly country: string;
  /** What follows the country's two letters. */
  readonly digits: string;
}

export interface ViesSettings extends ServiceSettings {
  /** Who asks: with it, VIES gives a consultation number as evidence. */
  readonly requester?: EuVatNumber | undefined;
}

export interface Vies {
  readonly name: "vies";
  readonly costUsd: string;
  /**
   * Whether a number is registered for intra-EU trade. Only a clear yes or no of the member state comes back.
   *
   * @throws ServiceError for everything that is no verdict: outages, limits, and numbers VIES does not take
   */
  check(number: EuVatNumber, call?: ServiceCall): Promise<RegistryVerdict>;
  /**
   * The member states whose registries answer at the moment, by VIES's own account.
   *
   * @throws ServiceError
   */
  availableCountries(call?: ServiceCall): Promise<readonly string[]>;
  state(): ServiceState;
  close(): void;
}

/** VIES calls Greece by its own name for itself. */
const viesCountry = (country: string) => (country.toUpperCase() === "GR" ? "EL" : country.toUpperCase());

/** @example const { valid, name } = await createVies().check({ country: "IT", digits: "00159560366" }); */
export function createVies(settings: ViesSettings = {}): Vies {
  const connection = connect(viesContract, settings);
  const clock = settings.clock ?? systemClock;
  const { requester } = settings;
  const asking =
    requester === undefined
      ? {}
      : { requesterMemberStateCode: viesCountry(requester.country), requesterNumber: requester.digits };
  return {
    name: "vies",
    costUsd: connection.costUsd,
    async check({ country, digits }, call) {
      const request = { countryCode: viesCountry(country), vatNumber: digits, ...asking };
      const { valid, name, address, consultationNumber, checkedAt } = await connection.call("check", request, call);
      return {
        valid,
        name,
        address,
        consultationNumber,
        checkedAt: checkedAt ?? new Date(clock.wallNow()).toISOString(),
      };
    },
    async availableCountries(call) {
      const { countries } = await connection.call("status", {}, call);
      return countries.filter(({ availability }) => availability === "Available").map(({ countryCode }) => countryCode);
    },
    state: connection.state,
    close: connection.close,
  };
}
