import type { IsoDate } from "../model/invoice.js";

const millisecondsPerDay = 86_400_000;
const thursday = 4; // 1 January 1970

/** Closing days of TARGET with a fixed date, by the year they began to hold (ECB, "TARGET closing days"). */
const fixedClosingDays = new Map([
  ["01-01", 1999],
  ["05-01", 2000],
  ["12-25", 1999],
  ["12-26", 2000],
]);
/** Closed once each, around the start of the euro and of its coins. */
const singleClosingDays = new Set(["1999-12-31", "2001-12-31"]);
const easterClosingSince = 2000;

/**
 * Whether TARGET is closed on a day, so that the ECB publishes no reference rates: weekends, 1 January, Good Friday,
 * Easter Monday, 1 May, 25 and 26 December. That calendar is fixed since 2002 and held for 2000 and 2001 too, the latter
 * with 31 December; 1999 knew only 1 January, 25 and 31 December.
 *
 * @example isClosingDay("2024-03-29") // true, Good Friday
 */
export function isClosingDay(date: IsoDate): boolean {
  const day = dayNumber(date);
  const weekday = (((day + thursday) % 7) + 7) % 7;
  if (weekday === 0 || weekday === 6) return true;
  const year = Number(date.slice(0, 4));
  const since = fixedClosingDays.get(date.slice(5));
  if (since !== undefined && year >= since) return true;
  if (singleClosingDays.has(date)) return true;
  if (year < easterClosingSince || !couldBeEaster(date)) return false;
  const sunday = easterSunday(year);
  return day === sunday - 2 || day === sunday + 1;
}

/** The day itself where TARGET is open on it, else the last open day before. */
export function lastBusinessDayOnOrBefore(date: IsoDate): IsoDate {
  let candidate = date;
  while (isClosingDay(candidate)) candidate = isoDate(dayNumber(candidate) - 1);
  return candidate;
}

/**
 * Whether a publication is the one that applies to a day, and not merely the newest one at hand: no day on which TARGET
 * was open lies after it up to and including the day asked for. A later publication never applies.
 */
export function appliesTo(publicationDate: IsoDate, askedDate: IsoDate): boolean {
  if (publicationDate === askedDate) return true;
  return publicationDate < askedDate && lastBusinessDayOnOrBefore(askedDate) <= publicationDate;
}

/** Good Friday falls on 20 March at the earliest, Easter Monday on 26 April at the latest. */
function couldBeEaster(date: IsoDate): boolean {
  const monthDay = date.slice(5);
  return monthDay >= "03-20" && monthDay <= "04-26";
}

/** Day number of Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher's algorithm). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const dayOfSpring = epact + toSunday - 7 * lateMoon + 114;
  return Date.UTC(year, Math.floor(dayOfSpring / 31) - 1, (dayOfSpring % 31) + 1) / millisecondsPerDay;
}

function dayNumber(date: IsoDate): number {
  const day = Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
  if (Number.isNaN(day)) throw new TypeError("A day must be written YYYY-MM-DD");
  return day;
}

function isoDate(day: number): IsoDate {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}
