import { validate as validateEnterpriseNumber } from "stdnum/lib/cjs/ch/uid.js";
import { faultOf, type NationalRule } from "./rule.js";

const enterpriseFault = faultOf(validateEnterpriseNumber);

/**
 * Switzerland: the enterprise number CHE-123.456.788, followed by MWST, TVA, IVA or TPV (Art. 26 MWSTG, Art. 4 UIDG).
 * Many write it without; the number is the same, so that it is no fault. stdnum insists on the word.
 */
export const switzerland: NationalRule = {
  structure: /^E\d{9}(?:MWST|TVA|IVA|TPV)?$/,
  complete: (body) => (/^\d{9}/.test(body) ? `E${body}` : body),
  fault: (body) => enterpriseFault(`CH${body.slice(0, 10)}`),
};
