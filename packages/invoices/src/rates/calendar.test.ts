import { describe, expect, test } from "vitest";
import { appliesTo, isClosingDay, lastBusinessDayOnOrBefore } from "./calendar.js";

describe("TARGET", () => {
  test.each([
    "2024-01-01",
    "2024-03-29",
    "2024-04-01",
    "2024-05-01",
    "2024-12-25",
    "2024-12-26",
    "2024-06-15",
    "2024-06-16",
  ])("is closed on %s", (date) => expect(isClosingDay(date)).toBe(true));

  test.each(["2024-01-02", "2024-05-09", "2024-12-24", "2024-12-31", "2024-11-01", "2024-03-28", "2024-04-02"])(
    "is open on %s",
    (date) => expect(isClosingDay(date)).toBe(false),
  );

  test.each([
    ["2000-04-21", "2000-04-24"],
    ["2008-03-21", "2008-03-24"],
    ["2011-04-22", "2011-04-25"],
    ["2019-04-19", "2019-04-22"],
    ["2038-04-23", "2038-04-26"],
  ])("keeps Easter from %s to %s", (friday, monday) => {
    expect([isClosingDay(friday), isClosingDay(monday)]).toEqual([true, true]);
  });

  test("had another calendar before 2002", () => {
    expect(isClosingDay("1999-12-31")).toBe(true);
    expect(isClosingDay("2001-12-31")).toBe(true);
    expect(isClosingDay("2000-12-29")).toBe(false);
    expect(isClosingDay("2002-12-31")).toBe(false);
    expect(isClosingDay("1999-05-04")).toBe(false);
  });
});

test("the last business day goes back over weekend and holidays", () => {
  expect(lastBusinessDayOnOrBefore("2024-04-01")).toBe("2024-03-28");
  expect(lastBusinessDayOnOrBefore("2021-01-03")).toBe("2020-12-31");
  expect(lastBusinessDayOnOrBefore("2024-04-02")).toBe("2024-04-02");
});

describe("a publication applies", () => {
  test("to its own day and to the closing days after it", () => {
    expect(appliesTo("2024-03-28", "2024-03-28")).toBe(true);
    expect(appliesTo("2024-03-28", "2024-04-01")).toBe(true);
  });
  test("no longer once TARGET was open again", () => {
    expect(appliesTo("2024-03-28", "2024-04-02")).toBe(false);
  });
  test("never to a day before it", () => {
    expect(appliesTo("2024-03-28", "2024-03-27")).toBe(false);
  });
});
