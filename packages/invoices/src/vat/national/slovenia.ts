import { digitAt, weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Slovenia: 8 digits from 10000000; a remainder of 0 belongs to no number, since its check digit would be 11 (Zakon o
 * davčni službi; VIES check digit rules, SI).
 */
export const slovenia: NationalRule = {
  structure: /^[1-9]\d{7}$/,
  fault: checksumFault((body) => {
    const remainder = weightedSum(body, [8, 7, 6, 5, 4, 3, 2]) % 11;
    return remainder !== 0 && (11 - remainder) % 10 === digitAt(body, 7);
  }),
};
