import { validate as validateVatNumber } from "stdnum/lib/cjs/lv/pvn.js";
import { type Fault, faultOf, type NationalRule, weightedSum } from "./rule.js";

const generalFault = faultOf(validateVatNumber);

/**
 * Latvia: 11 digits, a company's number from 4, else a person's code. Codes given out since July 2017 begin with 32 and
 * hold no birth date (Fizisko personu reģistra likums), which stdnum 1.12.0 looks for all the same.
 */
export const latvia: NationalRule = {
  structure: /^\d{11}$/,
  fault: (body) => (body.startsWith("32") ? personalFault(body) : generalFault(body)),
};

function personalFault(body: string): Fault {
  const check = ((1 + weightedSum(body, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10;
  return check === Number(body[10]) ? null : "checksum";
}
