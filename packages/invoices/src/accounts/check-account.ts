import { countrySpecs, validateIBAN } from "ibantools";
import { accountKey } from "./account-key.js";

/** What an account number says about itself, asked of nobody. */
export interface AccountCheck {
  readonly kind: "iban" | "other";
  /** Check digits, length and national structure hold; `null` for numbers that have none we know. */
  readonly valid: boolean | null;
  /** ISO 3166-1 alpha-2 code of the bank's country, `null` where the number does not say. */
  readonly country: string | null;
  /** Without blanks and punctuation, upper case; the account's identity. */
  readonly normalised: string;
}

/** ISO 13616: country, two check digits, up to 30 letters and digits; the shortest in use (Norway) has 15 in all. */
const ibanShape = /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/;
/** Codes that are no country's but stand in numbers built like an IBAN: the Internet IBAN. */
const withoutCountry = new Set(["AA"]);

const remembered = new Map<string, AccountCheck>();
const rememberedAtMost = 5_000;

/**
 * Checks an account number. One with the shape of an IBAN is checked against the SWIFT IBAN registry: length, structure,
 * mod 97 (ISO 7064), and the national check digits of the countries that define them. Countries that use IBANs without
 * being in the registry have no binding structure, so only mod 97 counts there. Everything else is a national number of
 * which nothing can be said.
 *
 * @example checkAccount("DE89 3704 0044 0532 0130 00") // { kind: "iban", valid: true, country: "DE", .. }
 */
export function checkAccount(text: string): AccountCheck {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const check = judge(accountKey(text));
  if (remembered.size >= rememberedAtMost) remembered.clear();
  if (text.length <= 100) remembered.set(text, check);
  return check;
}

function judge(normalised: string): AccountCheck {
  if (!ibanShape.test(normalised)) return { kind: "other", valid: null, country: null, normalised };
  const code = normalised.slice(0, 2);
  const specification = countrySpecs[code];
  const registered = specification?.IBANRegistry === true;
  const used = registered || specification?.chars != null || withoutCountry.has(code);
  const valid = registered ? validateIBAN(normalised).valid : used && holdsMod97(normalised);
  return { kind: "iban", valid, country: specification === undefined ? null : code, normalised };
}

/** ISO 7064 MOD 97-10 over the number with its first four characters moved to the end and letters as 10 to 35. */
function holdsMod97(iban: string): boolean {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
