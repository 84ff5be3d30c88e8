import { isCountryElsewhere } from "./elsewhere.js";
import { nationalRule } from "./national/index.js";
import { compactNumber } from "./normalise-number.js";

/** A VAT number taken apart. It need not be right: see `checkVatNumber`. */
export interface ParsedVatNumber {
  /** With its prefix, without blanks: `DE136695976`; without one where no country is known. */
  readonly number: string;
  /** The VAT prefix: `EL` for Greece, `XI` for Northern Ireland. `null` where neither text nor hint names a country. */
  readonly country: string | null;
  /** What follows the prefix; the whole text where no country is known. */
  readonly digits: string;
}

/** Where the VAT prefix is not the ISO 3166-1 code, or the tax territory is another country's. */
const prefixOfCountry = new Map([
  ["GR", "EL"],
  ["UK", "GB"],
  ["IM", "GB"],
]);

/**
 * Normalises a VAT number and finds its country: from its prefix, else from the hint. A prefix beats the hint, unless
 * the whole text is a number of the hinted country as it stands (French and Spanish numbers may begin with letters).
 *
 * @example parseVatNumber("BTW nl 0044.95.445.B01").number // "NL004495445B01"
 * @example parseVatNumber("802 311 782", "GB").number // "GB802311782"
 */
export function parseVatNumber(text: string, countryHint: string | null = null): ParsedVatNumber {
  const compact = compactNumber(text);
  const hinted = countryHint === null ? null : prefixOf(countryHint);
  const written = prefixOf(compact.slice(0, 2));
  const fitsHint = hinted !== null && isStructureOf(hinted, compact);
  if (written === hinted || (isPrefix(written) && !fitsHint)) {
    return numbered(written, withoutRepeatedPrefix(written, compact));
  }
  return hinted === null ? { number: compact, country: null, digits: compact } : numbered(hinted, compact);
}

function numbered(country: string, body: string): ParsedVatNumber {
  const digits = nationalRule(country)?.complete?.(body) ?? body;
  return { number: country + digits, country, digits };
}

/** Some write the prefix twice: `BE BE 0220764971`, `ATU ATU 65033803`. */
function withoutRepeatedPrefix(country: string, compact: string): string {
  const body = compact.slice(2);
  if (isStructureOf(country, body)) return body;
  const again = body.lastIndexOf(compact.slice(0, 2));
  const rest = body.slice(again + 2);
  return again >= 0 && isStructureOf(country, rest) ? rest : body;
}

function isStructureOf(country: string, body: string): boolean {
  const rule = nationalRule(country);
  return rule?.structure.test(rule.complete?.(body) ?? body) ?? false;
}

function isPrefix(letters: string): boolean {
  return nationalRule(letters) !== null || isCountryElsewhere(letters);
}

function prefixOf(country: string): string {
  const code = country.toUpperCase();
  return prefixOfCountry.get(code) ?? code;
}
