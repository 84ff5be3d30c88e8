const asciiKey = /^[A-Z0-9]+$/;
const everythingElse = /[^\p{L}\p{N}]+/gu;

/**
 * An invoice number as it is compared: compatibility-folded (full-width digits become plain ones), upper case, letters
 * and digits only, so that `A-123`, `a 123` and `A123.` are one number. Letters of every script stay, because series
 * are named in Greek and Cyrillic too. Leading zeros stay: `0012` and `12` are two numbers of many vendors, and where
 * they are not, amount and date tell. `null` where nothing is left to compare.
 *
 * @example numberKey("inv-2024/001") // "INV2024001"
 */
export function numberKey(number: string | null): string | null {
  if (number === null || asciiKey.test(number)) return number;
  const key = number.normalize("NFKC").toUpperCase().replace(everythingElse, "");
  return key === "" ? null : key;
}
