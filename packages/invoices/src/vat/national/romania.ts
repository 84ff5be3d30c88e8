import { isCalendarDay } from "../../dates/calendar-day.js";
import { digitAt, weightedSum } from "./check-digits.js";
import type { Fault, NationalRule } from "./rule.js";

/** First digit of a personal number: sex and century; 7, 8 and 9 stand for residents and foreigners. */
const centuries = [0, 1900, 1900, 1800, 1800, 2000, 2000, 1900, 1900, 1900];
const highestCounty = 52;

/** Romania: a company's CUI of 2 to 10 digits, or a person's CNP of 13 (Codul fiscal, art. 317; VIES check digit rules, RO). */
export const romania: NationalRule = {
  structure: /^[1-9](?:\d{1,9}|\d{12})$/,
  fault: (body) => (body.length === 13 ? personFault(body) : companyFault(body)),
};

function companyFault(body: string): Fault {
  const padded = body.padStart(10, "0");
  const check = ((weightedSum(padded, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10;
  return check === digitAt(padded, 9) ? null : "checksum";
}

function personFault(body: string): Fault {
  const year = (centuries[digitAt(body, 0)] ?? 0) + Number(body.slice(1, 3));
  const county = Number(body.slice(7, 9));
  const isDated = isCalendarDay(year, Number(body.slice(3, 5)), Number(body.slice(5, 7)));
  if (!isDated || county < 1 || county > highestCounty) return "format";
  const remainder = weightedSum(body, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (remainder === 10 ? 1 : remainder) === digitAt(body, 12) ? null : "checksum";
}
