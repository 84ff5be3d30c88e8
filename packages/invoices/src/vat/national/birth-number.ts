import { isCalendarDay } from "../../dates/calendar-day.js";

/**
 * The birth number (rodné číslo) that Czechia and Slovakia share: YYMMDD, with 50 added to a woman's month and 20 where
 * a day's numbers ran out, and a serial. Nine digits were given out until 1953; since 1954 a tenth makes the whole
 * divisible by 11, or is 0 where the remainder was 10 (until 1985). Zákon č. 133/2000 Sb., § 13.
 */
export function isBirthNumber(digits: string): boolean {
  const yearOfCentury = Number(digits.slice(0, 2));
  const month = (Number(digits.slice(2, 4)) % 50) % 20;
  const day = Number(digits.slice(4, 6));
  if (digits.length === 9) {
    const year = yearOfCentury > 80 ? 1800 + yearOfCentury : 1900 + yearOfCentury;
    return year < 1954 && isCalendarDay(year, month, day);
  }
  const year = yearOfCentury < 54 ? 2000 + yearOfCentury : 1900 + yearOfCentury;
  const remainder = Number(digits.slice(0, 9)) % 11;
  const check = year < 1985 ? remainder % 10 : remainder;
  return isCalendarDay(year, month, day) && check === Number(digits[9]);
}
