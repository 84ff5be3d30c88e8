import { luhnSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/** The letters of a key, I and O left out, after the digits. */
const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/**
 * France and Monaco: a key of two characters and a SIREN, which has a Luhn check digit of its own but in Monaco (000).
 * A key of digits is 12 + 3 SIREN modulo 97; one with letters counts modulo 11 (Code général des impôts, annexe 2,
 * art. 242 nonies A; VIES check digit rules, FR).
 */
export const france: NationalRule = {
  structure: /^[A-HJ-NP-Z\d]{2}\d{9}$/,
  fault: checksumFault((body) => {
    const siren = body.slice(2);
    if (!siren.startsWith("000") && luhnSum(siren) % 10 !== 0) return false;
    const key = body.slice(0, 2);
    return /^\d\d$/.test(key)
      ? (12 + 3 * (Number(siren) % 97)) % 97 === Number(key)
      : holdsLetterKey(key, Number(siren));
  }),
};

function holdsLetterKey(key: string, siren: number): boolean {
  const first = alphabet.indexOf(key.charAt(0));
  const second = alphabet.indexOf(key.charAt(1));
  const value = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (siren + 1 + Math.floor(value / 11)) % 11 === value % 11;
}
