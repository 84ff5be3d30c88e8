import type { VatStatus } from "../model/result.js";
import { faultElsewhere, isCountryElsewhere } from "./elsewhere.js";
import { nationalRule } from "./national/index.js";
import type { Fault } from "./national/rule.js";
import { type ParsedVatNumber, parseVatNumber } from "./parse.js";

/** Why a number was not found good, offline. */
type OfflineReason =
  /** It has not the structure of its country's numbers, or of any country's. */
  | "format"
  /** Its check digits are wrong. */
  | "checksum"
  /** Neither the number nor the caller names a country. */
  | "no-country"
  /** No rule is at hand for the country. */
  | "unsupported"
  /** The document says that there is none: `N/A`, `none`. */
  | "absent";

/** What can be said of a VAT number without asking anybody. */
export interface OfflineVatCheck extends ParsedVatNumber {
  /** `null` where no rule is known. */
  readonly format: boolean | null;
  /** `null` where the format is wrong already, or no rule is known. */
  readonly checksum: boolean | null;
  /** `invalid` is proved; a number that passes is `unverified`, since only a registry knows whether it exists. */
  readonly status: Extract<VatStatus, "invalid" | "unverified">;
  /** `null` where format and checksum hold. */
  readonly reason: OfflineReason | null;
}

/** Vendors repeat from invoice to invoice, so that most checks of a batch are found here. */
const remembered = new Map<string, OfflineVatCheck>();
const rememberedAtMost = 2_000;

const placeholder = /^(?:N\/?A|NONE|NULL|NIL|UNKNOWN|TBD|TBA|-+)?$/;

/**
 * Checks a VAT number by its country's rules, for the countries that have a registry to ask: the 27 member states, GB,
 * XI, CH and NO. `countryHint` (ISO 3166-1 or VAT prefix) serves where the number has no prefix. Numbers of other
 * countries are `unsupported` here; `checkVatNumberAnywhere` knows some of them.
 *
 * @example checkVatNumber("ATU 13585627") // { status: "unverified", reason: null, checksum: true, .. }
 * @example checkVatNumber("GB123456789") // { status: "invalid", reason: "checksum", .. }
 */
export function checkVatNumber(text: string, countryHint: string | null = null): OfflineVatCheck {
  const key = `${countryHint ?? ""} ${text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const check = judge(text, countryHint);
  if (remembered.size >= rememberedAtMost) remembered.clear();
  if (key.length <= 100) remembered.set(key, check);
  return check;
}

/**
 * `checkVatNumber`, and for numbers of some twenty other countries stdnum's validators, each loaded when the first number
 * of its country comes by; only then is the answer a promise.
 */
export function checkVatNumberAnywhere(
  text: string,
  countryHint: string | null = null,
): OfflineVatCheck | Promise<OfflineVatCheck> {
  const check = checkVatNumber(text, countryHint);
  if (check.reason !== "unsupported" || check.country === null || !isCountryElsewhere(check.country)) return check;
  return faultElsewhere(check.country, check.digits).then((fault) => outcome(check, fault));
}

function judge(text: string, countryHint: string | null): OfflineVatCheck {
  const parsed = parseVatNumber(text, countryHint);
  if (placeholder.test(text.trim().toUpperCase())) return unverified({ ...parsed, number: "" }, "absent");
  if (!couldBeVatNumber(parsed.number)) return impossible(parsed);
  if (parsed.country === null) return unverified(parsed, "no-country");
  const rule = nationalRule(parsed.country);
  if (rule === null) return unverified(parsed, "unsupported");
  return outcome(parsed, rule.structure.test(parsed.digits) ? rule.fault(parsed.digits) : "format");
}

function outcome({ number, country, digits }: ParsedVatNumber, fault: Fault): OfflineVatCheck {
  const parsed = { number, country, digits };
  if (fault === null) return { ...parsed, format: true, checksum: true, status: "unverified", reason: null };
  if (fault === "checksum") return { ...parsed, format: true, checksum: false, status: "invalid", reason: fault };
  return impossible(parsed);
}

/**
 * Whether any country could have given out such a number: letters and digits (Ireland + and *, Mexico & and Ñ), at
 * least two digits, at most 20 characters, and not more than six letters in front (Mexico, with its prefix).
 */
function couldBeVatNumber(number: string): boolean {
  return /^[A-Z\dÑ&+*]{2,20}$/.test(number) && /\d.*\d/.test(number) && !/^[A-ZÑ&]{7}/.test(number);
}

function impossible(parsed: ParsedVatNumber): OfflineVatCheck {
  return { ...parsed, format: false, checksum: null, status: "invalid", reason: "format" };
}

function unverified(parsed: ParsedVatNumber, reason: OfflineReason): OfflineVatCheck {
  return { ...parsed, format: null, checksum: null, status: "unverified", reason };
}
