import type { DecimalString } from "../model/invoice.js";
import type { VatEvidence } from "../model/result.js";

/** A VAT number whose format and checksum are known to be possible. `EL` for Greece, `XI` for Northern Ireland. */
export interface VatNumber {
  readonly country: string;
  /** Without the country prefix. */
  readonly digits: string;
}

/** A registry's word on a number, or why there is none. */
export type RegistryAnswer =
  | {
      readonly outcome: "valid" | "invalid";
      readonly name: string | null;
      readonly evidence: VatEvidence;
      readonly fromCache: boolean;
      readonly costUsd: DecimalString;
      readonly savedUsd: DecimalString;
    }
  | {
      readonly outcome: "unverified";
      readonly reason:
        | "offline"
        | "unsupported"
        | "not-configured"
        | "unavailable"
        | "rate-limited"
        | "timeout"
        | "circuit-open"
        | "rejected";
      readonly message: string;
      /** A trace of the number found elsewhere, such as on the web: it raises no status, only confidence. */
      readonly evidence: VatEvidence | null;
      readonly fromCache: boolean;
      readonly costUsd: DecimalString;
      readonly savedUsd: DecimalString;
    };

/** Port: the registries of VAT numbers. Never throws for an outage: an outage is an `unverified` answer. */
export interface VatRegistry {
  /** The service's name for reports (`vies`, `hmrc`), or `null` where no registry covers the country. */
  serviceFor(country: string): string | null;
  check(number: VatNumber, signal?: AbortSignal): RegistryAnswer | Promise<RegistryAnswer>;
}
