import { isCalendarDay } from "../../dates/calendar-day.js";
import { digitAt, weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Bulgaria: 9 digits are a company's BULSTAT number, 10 a citizen's EGN, a foreigner's PNF or another taxpayer's number
 * (Правилник за прилагане на Закона за регистър БУЛСТАТ; Закон за гражданската регистрация, чл. 11; VIES check digit
 * rules, BG).
 */
export const bulgaria: NationalRule = {
  structure: /^\d{9,10}$/,
  fault: checksumFault((body) =>
    body.length === 9 ? isCompany(body) : isCitizen(body) || isForeigner(body) || isOtherTaxpayer(body),
  ),
};

function isCompany(body: string): boolean {
  const first = weightedSum(body, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const check = first === 10 ? weightedSum(body, [3, 4, 5, 6, 7, 8, 9, 10]) % 11 : first;
  return check % 10 === digitAt(body, 8);
}

/** The month carries the century: 21 to 32 stand for the 1800s, 41 to 52 for the 2000s. */
function isCitizen(body: string): boolean {
  const codedMonth = Number(body.slice(2, 4));
  const century = codedMonth > 40 ? 2000 : codedMonth > 20 ? 1800 : 1900;
  const month = codedMonth - (century === 2000 ? 40 : century === 1800 ? 20 : 0);
  const check = (weightedSum(body, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10;
  return (
    isCalendarDay(century + Number(body.slice(0, 2)), month, Number(body.slice(4, 6))) && check === digitAt(body, 9)
  );
}

function isForeigner(body: string): boolean {
  return weightedSum(body, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === digitAt(body, 9);
}

function isOtherTaxpayer(body: string): boolean {
  return (11 - (weightedSum(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digitAt(body, 9);
}
