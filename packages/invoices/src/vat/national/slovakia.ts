import { isBirthNumber } from "./birth-number.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Slovakia: 10 digits divisible by 11, the first not 0, the third one of 2, 3, 4, 7, 8, 9 (VIES check digit rules, SK);
 * a person may be registered under the birth number.
 */
export const slovakia: NationalRule = {
  structure: /^\d{10}$/,
  fault: checksumFault((body) => (/^[1-9]\d[2-47-9]/.test(body) && Number(body) % 11 === 0) || isBirthNumber(body)),
};
