import { systemClock } from "@tidegate/resilience";
import type { RegistryVerdict } from "../registry/verdict.js";
import { connect, type ServiceState } from "../service/connect.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { hmrcContract, hmrcGatewayContract } from "./contract.js";

export interface HmrcSettings extends ServiceSettings {
  /** Of an application registered at HMRC's Developer Hub. Without both, requests carry no token: a gateway adds it. */
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** The asking company's own UK VAT number, 9 or 12 digits: with it, HMRC gives a consultation number as evidence. */
  readonly requesterVrn?: string | undefined;
}

export interface Hmrc {
  readonly name: "hmrc";
  readonly costUsd: string;
  /**
   * Whether a UK VAT number is registered.
   *
   * @throws ServiceError for everything that is no verdict
   */
  check(number: { readonly digits: string }, call?: ServiceCall): Promise<RegistryVerdict>;
  state(): ServiceState;
  close(): void;
}

/** @example const { valid } = await createHmrc({ clientId, clientSecret }).check({ digits: "553557881" }); */
export function createHmrc(settings: HmrcSettings): Hmrc {
  const open = settings.clientId === undefined && settings.clientSecret === undefined;
  const connection = connect(open ? hmrcGatewayContract : hmrcContract, settings);
  const clock = settings.clock ?? systemClock;
  const { requesterVrn } = settings;

  const ask = (targetVrn: string, call?: ServiceCall) =>
    requesterVrn === undefined
      ? connection.call("lookup", { targetVrn }, call)
      : connection.call("lookupWithEvidence", { targetVrn, requesterVrn }, call);

  return {
    name: "hmrc",
    costUsd: connection.costUsd,
    async check({ digits }, call) {
      const answer = await ask(digits, call);
      const now = new Date(clock.wallNow()).toISOString();
      if (!answer.valid) return { valid: false, name: null, address: null, consultationNumber: null, checkedAt: now };
      const { name, address, consultationNumber, checkedAt } = answer;
      return { valid: true, name, address, consultationNumber, checkedAt: checkedAt ?? now };
    },
    state: connection.state,
    close: connection.close,
  };
}
