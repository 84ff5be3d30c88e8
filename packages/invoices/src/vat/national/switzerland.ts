import { digitAt, weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Switzerland: the enterprise number CHE-123.456.788, followed by MWST, TVA, IVA or TPV (Art. 26 MWSTG, Art. 4 UIDG).
 * Many write it without; the number is the same, so that it is no fault. `body` begins with the E of CHE.
 */
export const switzerland: NationalRule = {
  structure: /^E\d{9}(?:MWST|TVA|IVA|TPV)?$/,
  complete: (body) => (/^\d{9}/.test(body) ? `E${body}` : body),
  fault: checksumFault((body) => {
    const digits = body.slice(1, 10);
    return (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === digitAt(digits, 8);
  }),
};
