import { validate as validateTaxNumber } from "stdnum/lib/cjs/cz/dic.js";
import { type Fault, faultOf, type NationalRule, weightedSum } from "./rule.js";

const generalFault = faultOf(validateTaxNumber);

/**
 * Czechia: 8 digits are a company's number, 9 or 10 a person's, and 9 that begin with 6 a special number of people
 * without a birth number, whose check digit stdnum 1.12.0 takes over the wrong digits (VIES check digit rules, CZ).
 */
export const czechia: NationalRule = {
  structure: /^(?:[0-8]\d{7}|\d{9,10})$/,
  fault: (body) => (body.length === 9 && body.startsWith("6") ? specialFault(body) : generalFault(body)),
};

function specialFault(body: string): Fault {
  const remainder = weightedSum(body.slice(1), [8, 7, 6, 5, 4, 3, 2]) % 11;
  const check = (((8 - ((10 - remainder + 11) % 11)) % 10) + 10) % 10;
  return check === Number(body[8]) ? null : "checksum";
}
