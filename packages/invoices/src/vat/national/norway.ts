import { weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Norway: the organisation number of the Brønnøysund registers and the letters MVA (Merverdiavgiftsloven § 15-11), which
 * are often left out.
 */
export const norway: NationalRule = {
  structure: /^\d{9}(?:MVA)?$/,
  fault: checksumFault((body) => weightedSum(body, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0),
};
