import type { CurrencyCode, DecimalString, IsoDate } from "../model/invoice.js";
import { isCurrency } from "../money/currencies.js";
import type { RateUnavailable } from "./port.js";

/** What a source publishes for one day: how many units of each currency one unit of the base costs. */
export interface RatePublication {
  readonly base: CurrencyCode;
  readonly date: IsoDate;
  readonly source: string;
  /** By upper-case code, the base itself left out. */
  readonly rates: Readonly<Record<CurrencyCode, DecimalString>>;
}

/** Why no publication gives a rate, in the words of the port. */
export type RateGap = Pick<RateUnavailable, "unavailable" | "code" | "message">;

export function isRateGap(answer: RatePublication | RateGap): answer is RateGap {
  return "unavailable" in answer;
}

/**
 * The newest publication not after `date`, if it has a rate for every currency asked for. A currency it does not list
 * is not looked for in older publications: RUB ended on 2022-03-01, HRK in 2022 and BGN in 2025, and what stood there
 * last is no rate of a later day. Nor is a currency's successor put in its place.
 *
 * `publications` are sorted newest first. Whether the one found is recent enough is for `appliesTo` to say.
 */
export function selectPublication(
  publications: readonly RatePublication[],
  date: IsoDate | "latest",
  currencies: readonly CurrencyCode[],
): RatePublication | RateGap {
  const unknown = currencies.find((code) => !isCurrency(code));
  if (unknown !== undefined)
    return gap("RATE-UNKNOWN-CURRENCY", `"${unknown.slice(0, 8)}" is no ISO 4217 currency code.`);
  const publication = date === "latest" ? publications[0] : newestNotAfter(publications, date);
  if (publication === undefined) return gap("RATE-NOT-PUBLISHED", `No rates were published on or before ${date}.`);
  const missing = currencies.find((code) => rateIn(publication, code) === null);
  if (missing === undefined) return publication;
  return gap(
    "RATE-NOT-PUBLISHED",
    `The publication of ${publication.date} (${publication.source}) has no rate for ${missing}.`,
  );
}

/** Units of a currency for one unit of the publication's base; `null` where it lists none. */
export function rateIn(publication: RatePublication, currency: CurrencyCode): DecimalString | null {
  if (currency === publication.base) return "1";
  return Object.hasOwn(publication.rates, currency) ? (publication.rates[currency] ?? null) : null;
}

function newestNotAfter(publications: readonly RatePublication[], date: IsoDate): RatePublication | undefined {
  let low = 0;
  let high = publications.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = publications[middle];
    if (candidate !== undefined && candidate.date > date) low = middle + 1;
    else high = middle;
  }
  return publications[low];
}

function gap(code: RateGap["code"], message: string): RateGap {
  return { unavailable: true, code, message };
}
