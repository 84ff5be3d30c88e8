import { z } from "zod";
import { positiveDecimal } from "../rates/decimal.js";
import { publicationOf, RateFormatError, type RatePublication, short } from "../rates/publication.js";
import { exactJson } from "../service/reply.js";

/** `{ "date": "2026-08-20", "eur": { "usd": 1.1684 } }`: the table's key is the base itself, in lower case. */
export const currencyTable = z.object({ date: z.iso.date() }).catchall(z.unknown());

export type CurrencyTable = z.output<typeof currencyTable>;

/**
 * Reads a file of fawazahmed0's currency API, such as `eur.json` of its npm package, with the digits as they stand there.
 *
 * @param base the currency whose file it is, in either case
 * @throws RateFormatError
 * @example parseCurrencyApi('{"date":"2026-08-20","eur":{"usd":1.1684}}', "EUR").rates // { USD: "1.1684" }
 */
export function parseCurrencyApi(text: string, base: string): RatePublication {
  let table: CurrencyTable;
  try {
    table = exactJson(currencyTable).read(new TextEncoder().encode(text));
  } catch (error) {
    throw new RateFormatError("no JSON with a date and a table of rates", { cause: error });
  }
  return currencyPublication(table, base);
}

/**
 * The rates of one base. A table holds hundreds of tokens, some without a price: they are left out and cost nothing else.
 *
 * @throws RateFormatError where there is no such table
 */
export function currencyPublication(table: CurrencyTable, base: string): RatePublication {
  const rates = table[base.toLowerCase()];
  if (typeof rates !== "object" || rates === null) throw new RateFormatError(`no table of ${short(base)}`);
  const priced = Object.entries(rates).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && positiveDecimal(entry[1]) !== null,
  );
  return publicationOf({ base, date: table.date, source: "currency-api", rates: Object.fromEntries(priced) });
}
