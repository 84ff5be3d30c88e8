import { positiveDecimal } from "./decimal.js";

/** What one source published for one day: how much of each currency one unit of the base buys. */
export interface RatePublication {
  /** Upper-case ISO 4217 code. */
  readonly base: string;
  /** The day the source says these rates are of, `YYYY-MM-DD`. */
  readonly date: string;
  /** `ecb`, `frankfurter`, `open-er-api`, `exchangerate-api` or `currency-api`. */
  readonly source: string;
  /** Units of the currency for one unit of the base, as decimal strings; the base itself is left out. */
  readonly rates: Readonly<Record<string, string>>;
}

/** A published text that can not be read as rates. `message` says where and what was expected. */
export class RateFormatError extends Error {
  override readonly name = "RateFormatError";
}

const currencyCode = /^[A-Z]{3}$/;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;

export function isCurrencyCode(text: string): boolean {
  return currencyCode.test(text);
}

/** Whether the text is `YYYY-MM-DD` and a day of the calendar. */
function isIsoDate(text: string): boolean {
  if (!isoDate.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * Makes a publication of a table whose codes may be in lower case and may hold entries that are no ISO 4217 currency
 * (the currency API lists tokens of other lengths): those are left out, a rate that is no positive number is an error.
 *
 * @throws RateFormatError
 */
export function publicationOf(table: {
  readonly base: string;
  readonly date: string;
  readonly source: string;
  readonly rates: Readonly<Record<string, string>>;
}): RatePublication {
  const base = table.base.toUpperCase();
  if (!isCurrencyCode(base)) throw new RateFormatError(`"${short(table.base)}" is no currency code`);
  if (!isIsoDate(table.date)) throw new RateFormatError(`"${short(table.date)}" is no date of the form YYYY-MM-DD`);
  const rates: Record<string, string> = {};
  let count = 0;
  for (const [name, text] of Object.entries(table.rates)) {
    const code = name.toUpperCase();
    if (code === base || !isCurrencyCode(code)) continue;
    const rate = positiveDecimal(text);
    if (rate === null) throw new RateFormatError(`the rate of ${code} is no positive number: "${short(text)}"`);
    rates[code] = rate;
    count += 1;
  }
  if (count === 0) throw new RateFormatError(`no rates for ${table.date}`);
  return { base, date: table.date, source: table.source, rates };
}

/** Newest first; a day published twice is an error, for which of the two would be right? */
export function newestFirst(publications: readonly RatePublication[]): readonly RatePublication[] {
  if (publications.length === 0) throw new RateFormatError("no publications in the text");
  const ordered = publications.toSorted((left, right) =>
    left.date < right.date ? 1 : left.date > right.date ? -1 : 0,
  );
  for (let index = 1; index < ordered.length; index += 1) {
    const date = ordered[index]?.date;
    if (date === ordered[index - 1]?.date) throw new RateFormatError(`${date} is published twice`);
  }
  return ordered;
}

/** Enough of a foreign text to recognise it by, and no more. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
