import { isCalendarDay } from "../../dates/calendar-day.js";
import { digitAt, weightedSum } from "./check-digits.js";
import type { Fault, NationalRule } from "./rule.js";

/**
 * Latvia: 11 digits, a company's number from 4, else a person's code: DDMMYY, the century, and a serial. Codes given out
 * since July 2017 begin with 32 and hold no birth date (Fizisko personu reģistra likums; VIES check digit rules, LV).
 */
export const latvia: NationalRule = {
  structure: /^\d{11}$/,
  fault: (body) => (digitAt(body, 0) > 3 ? companyFault(body) : personFault(body)),
};

function companyFault(body: string): Fault {
  return weightedSum(body, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3 ? null : "checksum";
}

function personFault(body: string): Fault {
  const year = 1800 + 100 * digitAt(body, 6) + Number(body.slice(4, 6));
  const isDated = isCalendarDay(year, Number(body.slice(2, 4)), Number(body.slice(0, 2)));
  if (!body.startsWith("32") && !isDated) return "format";
  const check = ((1 + weightedSum(body, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10;
  return check === digitAt(body, 10) ? null : "checksum";
}
