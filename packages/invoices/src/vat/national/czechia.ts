import { isBirthNumber } from "./birth-number.js";
import { digitAt, weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

const weights = [8, 7, 6, 5, 4, 3, 2];

/**
 * Czechia: 8 digits are a company's number, 9 or 10 a person's birth number, and 9 that begin with 6 may be the special
 * number of a person without one (VIES check digit rules, CZ).
 */
export const czechia: NationalRule = {
  structure: /^(?:[0-8]\d{7}|\d{9,10})$/,
  fault: checksumFault((body) => {
    if (body.length === 8) return isCompany(body);
    return body.length === 9 && body.startsWith("6") ? isSpecial(body) : isBirthNumber(body);
  }),
};

function isCompany(body: string): boolean {
  const check = 11 - (weightedSum(body, weights) % 11);
  return check % 10 === digitAt(body, 7);
}

/** The complement to the next multiple of 11, counted backwards from 8. */
function isSpecial(body: string): boolean {
  const remainder = weightedSum(body.slice(1), weights) % 11;
  return (18 - ((21 - remainder) % 11)) % 10 === digitAt(body, 8);
}
