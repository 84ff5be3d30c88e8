import type { IsoDate } from "../../model/invoice.js";
import { monthOfName } from "./month-names.js";

/** Which comes first in a numeric date such as `03/04/2024`. */
export type DateOrder = "day-first" | "month-first";

export interface DateReading {
  readonly value: IsoDate;
  /** Day and month could be the other way round, and nothing has shown which. */
  readonly ambiguous: boolean;
}

const longestDate = 40;

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const yearFirst = /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const yearLast = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})\.?$/;
const dayAndMonthName =
  /^(\d{1,2})(?:st|nd|rd|th|º|\.)?[-/ ]*(?:de |of )?(\p{L}+)\.?,?[-/ ]*(?:de |del )?(\d{4}|\d{2})$/u;
const monthNameAndDay = /^(\p{L}+)\.?[- ]*(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4})$/u;
/** A time of day and a zone after the date; an invoice carries the day as written, so they are dropped. */
const timeOfDay = /[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2}| ?UTC| ?GMT)?$/;
const zone = /(?<=^\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads a calendar day: ISO 8601 (a time of day is dropped), `30/06/2020`, `30.06.2020`, `20240115`, `2024/1/5`,
 * `13 April 2026`, `Apr 13, 2026`, the day number of a spreadsheet (`45306`). Dots mean day first; for other separators `order` decides, else the day comes
 * first and the reading is ambiguous where both would be possible. `null` where the text is no possible day.
 *
 * @example parseDate("03/04/2024") // { value: "2024-04-03", ambiguous: true }
 */
export function parseDate(text: string, order?: DateOrder): DateReading | null {
  const iso = isoDate.exec(text);
  if (iso !== null) return certain(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (text.length > longestDate) return null;
  const day = text
    .trim()
    .replace(/[\s\u00a0]+/g, " ")
    .replace(timeOfDay, "")
    .replace(zone, "");
  const numeric = yearLast.exec(day);
  if (numeric !== null) {
    const [, first, separator, second, year] = numeric;
    return fromNumbers(Number(first), Number(second), fullYear(year), separator === "." ? "day-first" : order);
  }
  const ordered = yearFirst.exec(day);
  if (ordered !== null) return certain(Number(ordered[1]), Number(ordered[3]), Number(ordered[4]));
  const digits = compact.exec(day);
  if (digits !== null) return certain(Number(digits[1]), Number(digits[2]), Number(digits[3]));
  const named = dayAndMonthName.exec(day);
  if (named !== null) return certain(fullYear(named[3]), monthOfName(named[2] ?? ""), Number(named[1]));
  if (spreadsheetSerial.test(day)) return { value: dayOfSerial(Number(day)), ambiguous: false };
  const american = monthNameAndDay.exec(day);
  if (american !== null) return certain(Number(american[3]), monthOfName(american[1] ?? ""), Number(american[2]));
  return null;
}

/**
 * What the dates of one column prove about their order: a value that is a day in one order only decides for all.
 * `null` where none does, or where they contradict each other.
 */
export function decideDateOrder(texts: Iterable<string>): DateOrder | null {
  let decided: DateOrder | null = null;
  for (const text of texts) {
    const numeric = yearLast.exec(text.trim().replace(timeOfDay, ""));
    if (numeric === null || numeric[2] === ".") continue;
    const [first, second] = [Number(numeric[1]), Number(numeric[3])];
    const proof = first > 12 && second <= 12 ? "day-first" : second > 12 && first <= 12 ? "month-first" : null;
    if (proof === null) continue;
    if (decided !== null && decided !== proof) return null;
    decided = proof;
  }
  return decided;
}

function fromNumbers(first: number, second: number, year: number, order: DateOrder | undefined): DateReading | null {
  const dayFirst = isoDay(year, second, first);
  const monthFirst = isoDay(year, first, second);
  if (order === "day-first") return dayFirst === null ? null : { value: dayFirst, ambiguous: false };
  if (order === "month-first") return monthFirst === null ? null : { value: monthFirst, ambiguous: false };
  const value = dayFirst ?? monthFirst;
  if (value === null) return null;
  return { value, ambiguous: dayFirst !== null && monthFirst !== null && first !== second };
}

function certain(year: number, month: number, day: number): DateReading | null {
  const value = isoDay(year, month, day);
  return value === null ? null : { value, ambiguous: false };
}

/** Days as spreadsheets count them, from 1954 to 2119; they leak into exports whose cells lost their format. */
const spreadsheetSerial = /^[2-7]\d{4}(?:\.0+)?$/;
const millisecondsADay = 86_400_000;

/** Day 0 is 30 December 1899, so that the 29 February 1900 that spreadsheets believe in does not matter. */
function dayOfSerial(serial: number): IsoDate {
  return new Date(Date.UTC(1899, 11, 30) + serial * millisecondsADay).toISOString().slice(0, 10);
}

/** Two-digit years: 70 to 99 are of the last century, as in POSIX `strptime`. */
function fullYear(digits: string | undefined): number {
  const year = Number(digits);
  if (digits?.length !== 2) return year;
  return year >= 70 ? 1900 + year : 2000 + year;
}

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isoDay(year: number, month: number, day: number): IsoDate | null {
  const lastDay = daysOfMonth[month - 1];
  if (lastDay === undefined || day < 1 || day > lastDay || year < 1900 || year > 2199) return null;
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return null;
  return `${year}-${month < 10 ? "0" : ""}${month}-${day < 10 ? "0" : ""}${day}`;
}
