import { checksumFault, type NationalRule, weightedSum } from "./rule.js";

/**
 * Slovenia: 8 digits from 10000000. A remainder of 0 belongs to no number, since its check digit would be 11 (Zakon o
 * davčni službi; VIES check digit rules, SI); stdnum 1.12.0 writes it as 1.
 */
export const slovenia: NationalRule = {
  structure: /^[1-9]\d{7}$/,
  fault: checksumFault((body) => {
    const remainder = weightedSum(body, [8, 7, 6, 5, 4, 3, 2]) % 11;
    return remainder !== 0 && (11 - remainder) % 10 === Number(body[7]);
  }),
};
