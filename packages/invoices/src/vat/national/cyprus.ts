import { digitAt } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

const oddPlaceValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const firstLetter = 65;

/** Cyprus: eight digits, never from 12, and a letter that counts modulo 26 (VIES check digit rules, CY). */
export const cyprus: NationalRule = {
  structure: /^(?!12)\d{8}[A-Z]$/,
  fault: checksumFault((body) => {
    let total = 0;
    for (let index = 0; index < 8; index++) {
      const digit = digitAt(body, index);
      total += index % 2 === 0 ? (oddPlaceValues[digit] ?? 0) : digit;
    }
    return body.charCodeAt(8) - firstLetter === total % 26;
  }),
};
