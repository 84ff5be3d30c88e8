import { validate as validatePersonalNumber } from "stdnum/lib/cjs/bg/egn.js";
import { validate as validateForeignersNumber } from "stdnum/lib/cjs/bg/pnf.js";
import { checksumFault, type NationalRule, weightedSum } from "./rule.js";

/**
 * Bulgaria: 9 digits are a company's BULSTAT number, 10 a citizen's EGN, a foreigner's PNF or another taxpayer's number
 * (Правилник за прилагане на Закона за регистър БУЛСТАТ; VIES check digit rules, BG). stdnum 1.12.0 turns the test for
 * the last kind round, refuses leading digits 4 to 8, and accepts an EGN whose month is none.
 */
export const bulgaria: NationalRule = {
  structure: /^\d{9,10}$/,
  fault: checksumFault((body) =>
    body.length === 9
      ? isCompany(body)
      : isCitizen(body) || validateForeignersNumber(body).isValid || isOtherTaxpayer(body),
  ),
};

function isCompany(body: string): boolean {
  const first = weightedSum(body, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const check = first === 10 ? weightedSum(body, [3, 4, 5, 6, 7, 8, 9, 10]) % 11 : first;
  return check % 10 === Number(body[8]);
}

/** The month carries the century: 21 to 32 stand for the 1800s, 41 to 52 for the 2000s. */
function isCitizen(body: string): boolean {
  const month = Number(body.slice(2, 4)) % 20;
  const day = Number(body.slice(4, 6));
  const centuryKnown = Number(body.slice(2, 4)) <= 52;
  return centuryKnown && month >= 1 && month <= 12 && day >= 1 && day <= 31 && validatePersonalNumber(body).isValid;
}

function isOtherTaxpayer(body: string): boolean {
  return (11 - (weightedSum(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(body[9]);
}
