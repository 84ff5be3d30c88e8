import { validate as validatePersonalNumber } from "stdnum/lib/cjs/ro/cnp.js";
import { validate as validateCompanyNumber } from "stdnum/lib/cjs/ro/cui.js";
import { faultOf, type NationalRule } from "./rule.js";

const companyFault = faultOf(validateCompanyNumber);
const personalFault = faultOf(validatePersonalNumber);

/** Romania: a company's CUI of 2 to 10 digits, or a person's CNP of 13 (Codul fiscal, art. 317), which stdnum keeps apart. */
export const romania: NationalRule = {
  structure: /^[1-9](?:\d{1,9}|\d{12})$/,
  fault: (body) => (body.length === 13 ? personalFault(body) : companyFault(body)),
};
