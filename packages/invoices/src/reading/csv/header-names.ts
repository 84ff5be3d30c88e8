import type { CurrencyCode } from "../../model/invoice.js";
import type { Field, NamedField } from "../flat/field.js";
import { fieldOfName } from "../flat/field-names.js";
import { currencyOfSymbol } from "../text/currency-symbols.js";

/** A header, and what it says by itself. */
export interface HeaderName {
  readonly named: NamedField | null;
  /** The currency that the header names: `Amount (£)`, `Total EUR`. */
  readonly currency: CurrencyCode | null;
}

/** Longer cells are text, not headers. */
const longestHeader = 80;

/** Headers of tables are freer than keys of JSON: the first pattern that fits decides, after all exact names. */
const patterns: readonly (readonly [RegExp, Field])[] = [
  [/\b(?:supplier|vendor|payee|beneficiary|creditor|merchant|seller)\b.*\bvat\b/, "sellerVatId"],
  [/\bvat\b.*\b(?:no|number|reg|registration|id)\b/, "sellerVatId"],
  [/\b(?:customer|buyer|client)\b.*\bname\b/, "buyerName"],
  [
    /^(?!.*\b(?:id|code|no|number|ref|reference|type|category|address|post ?code|country|group|class|status|sme)\b).*\b(?:supplier|vendor|payee|beneficiary|creditor|merchant|seller)\b/,
    "sellerName",
  ],
  [/\b(?:due|payable)\b.*\bdate\b|\bdate due\b/, "dueDate"],
  [/\bdate\b/, "issueDate"],
  [/\bcurrency\b/, "currency"],
  [/\b(?:irrecoverable|recoverable)\b|\b(?:vat|tax|gst) (?:amount|value|total)\b|\bamount of (?:vat|tax)\b/, "tax"],
  [
    /\b(?:amount|value|total|spend|cost|price|paid|payment)\b.*\b(?:excl?|excluding|exclusive|ex|net|before|without)\b|\bnet\b.*\b(?:amount|value|total|spend)\b/,
    "net",
  ],
  [
    /\b(?:amount|value|total|spend|cost|price|paid|payment)\b.*\b(?:incl?|including|inclusive|gross|with)\b|\bgross\b/,
    "gross",
  ],
  [/\b(?:amount|value|total|spend|sum)\b/, "amount"],
  [/\b(?:invoice|bill)\b.*\b(?:no|num|number|nr|id|ref|reference)\b/, "number"],
  [/\b(?:document|doc|transaction|trans|voucher|payment)\b.*\b(?:no|num|number|nr|id|ref|reference)\b/, "number"],
];

/** Where the ranks of patterns begin, after those of all exact names. */
export const patternRank = 1000;

/** What a header stands for, by its exact name or else by the words in it. */
export function readHeader(header: string): HeaderName {
  const words = header.length > longestHeader ? "" : header.trim();
  const { name, currency } = withoutCurrency(words);
  const exact = fieldOfName(words) ?? fieldOfName(name);
  if (exact !== null || name === "") return { named: exact, currency };
  const spaced = name
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const at = patterns.findIndex(([pattern]) => pattern.test(spaced));
  const field = patterns[at]?.[1];
  return { named: field === undefined ? null : { field, rank: patternRank + at }, currency };
}

const currencyWord = /(?<=^|[\s(_[-])(?:[A-Z]{3}|[^\p{L}\p{N}\s()[\]_/#%&*+.,:;'"-])(?=$|[\s)_\]-])/gu;

function withoutCurrency(header: string): { name: string; currency: CurrencyCode | null } {
  for (const { 0: word, index } of header.matchAll(currencyWord)) {
    const currency = currencyOfSymbol(word);
    if (currency === undefined) continue;
    return { name: `${header.slice(0, index)} ${header.slice(index + word.length)}`, currency };
  }
  return { name: header, currency: null };
}
