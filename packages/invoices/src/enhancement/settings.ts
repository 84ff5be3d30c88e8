import type { Memory } from "../memory/port.js";
import type { CurrencyCode } from "../model/invoice.js";
import type { ExchangeRates } from "../rates/port.js";
import type { RiskPolicy } from "../risk/policy.js";
import type { VatRegistry } from "../vat/port.js";

/** Time, passed in, so that a run can be simulated. */
export interface EnhancementClock {
  /** Monotonic milliseconds, for durations. */
  now(): number;
  /** Milliseconds since the epoch, for dates and timestamps. */
  wallNow(): number;
}

/** What enhancing needs from outside: three ports, a clock and the settings of this run. */
export interface EnhancementSettings {
  readonly rates: ExchangeRates;
  readonly registry: VatRegistry;
  readonly memory: Memory;
  readonly clock: EnhancementClock;
  readonly policy: RiskPolicy;
  /** Currencies every amount is converted to. */
  readonly targets: readonly CurrencyCode[];
  /** `invoice`: the rate of the tax point date, else the issue date. `latest`: today's. */
  readonly rateDate: "invoice" | "latest";
  readonly sessionId: string;
  /** One spelling for one file, such as its full path, so that a file named in two ways is not its own duplicate. */
  readonly fileIdentity: (file: string) => string;
  /** Goes into every result, so that a result can be traced to the program that made it. */
  readonly version: string;
}
