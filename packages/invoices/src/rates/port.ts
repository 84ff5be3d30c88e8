import type { CurrencyCode, DecimalString, IsoDate } from "../model/invoice.js";
import type { Notice } from "../model/result.js";

export interface RateRequest {
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  /** The day whose rate is wanted: the newest publication not after it applies. */
  readonly date: IsoDate | "latest";
}

/** Both currencies' rates against the base of one publication; the cross rate is theirs to compute, at full precision. */
export interface RateQuote {
  /** Units of `from` for one unit of the publication's base. */
  readonly fromPerBase: DecimalString;
  /** Units of `to` for one unit of the publication's base. */
  readonly toPerBase: DecimalString;
  readonly base: CurrencyCode;
  readonly rateDate: IsoDate;
  readonly source: string;
  readonly fromCache: boolean;
  readonly stale: boolean;
  readonly ageSeconds: number;
  readonly costUsd: DecimalString;
  readonly savedUsd: DecimalString;
  /** What went wrong on the way to this quote, such as the sources that did not answer. */
  readonly warnings: readonly Notice[];
}

/** No source, not even the bundled snapshot, has a rate: `code` says why. */
export interface RateUnavailable {
  readonly unavailable: true;
  readonly code: "RATE-UNKNOWN-CURRENCY" | "RATE-UNAVAILABLE" | "RATE-NOT-PUBLISHED";
  readonly message: string;
  readonly warnings: readonly Notice[];
}

/** Port: exchange rates, from wherever the adapter gets them. Answers at once where it can, so that a batch is fast. */
export interface ExchangeRates {
  quote(request: RateRequest, signal?: AbortSignal): RateQuote | RateUnavailable | Promise<RateQuote | RateUnavailable>;
}
