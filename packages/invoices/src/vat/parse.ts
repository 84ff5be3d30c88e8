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
 * only the hinted country could have given out the whole text (French and Mexican numbers may begin with letters).
 *
 * @example parseVatNumber("BTW nl 0044.95.445.B01").number // "NL004495445B01"
 * @example parseVatNumber("802 311 782", "GB").number // "GB802311782"
 */
export function parseVatNumber(text: string, countryHint: string | null = null): ParsedVatNumber {
  const compact = compactNumber(text);
  const written = prefixOf(compact.slice(0, 2));
  const hinted = countryHint === null ? null : prefixOf(countryHint);
  const country = countryOf(compact, written, hinted);
  if (country === null) return { number: compact, country, digits: compact };
  return numbered(country, country === written ? withoutRepeatedPrefix(written, compact) : compact);
}

function countryOf(compact: string, written: string, hinted: string | null): string | null {
  const isPrefix = nationalRule(written) !== null || isCountryElsewhere(written);
  if (written === hinted) return written;
  if (hinted === null) return isPrefix ? written : null;
  if (!isPrefix) return hinted;
  const body = compact.slice(2);
  if (isStructureOf(written, body)) return holds(hinted, compact) && !holds(written, body) ? hinted : written;
  const isHintLikelier = isCountryElsewhere(hinted) && nationalRule(written) !== null;
  return isStructureOf(hinted, compact) || isHintLikelier ? hinted : written;
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

function holds(country: string, body: string): boolean {
  return isStructureOf(country, body) && nationalRule(country)?.fault(body) === null;
}

function prefixOf(country: string): string {
  const code = country.toUpperCase();
  return prefixOfCountry.get(code) ?? code;
}
