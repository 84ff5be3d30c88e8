import { expect, test } from "vitest";
import { isCalendarDay } from "./calendar-day.js";

test.each([
  [2024, 2, 29],
  [2000, 2, 29],
  [2023, 12, 31],
  [2023, 4, 30],
])("%i-%i-%i is a day", (year, month, day) => expect(isCalendarDay(year, month, day)).toBe(true));

test.each([
  [2023, 2, 29],
  [1900, 2, 29],
  [2023, 4, 31],
  [2023, 13, 1],
  [2023, 0, 1],
  [2023, 1, 0],
  [2023, 1, 32],
])("%i-%i-%i is none", (year, month, day) => expect(isCalendarDay(year, month, day)).toBe(false));
