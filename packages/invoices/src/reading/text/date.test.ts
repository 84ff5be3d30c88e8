import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideDateOrder, parseDate } from "./date.js";

describe("parseDate", () => {
  test.each([
    ["2024-01-15", "2024-01-15"],
    ["2024-01-15T23:59:59.123Z", "2024-01-15"],
    ["2024-01-15T23:59:59+02:00", "2024-01-15"],
    ["2024-01-15 10:00", "2024-01-15"],
    ["2024-01-15Z", "2024-01-15"],
    ["20240115", "2024-01-15"],
    ["2024/1/5", "2024-01-05"],
    ["2024.01.15", "2024-01-15"],
    ["30/06/2020", "2020-06-30"],
    ["30/06/2020 00:00", "2020-06-30"],
    ["06/30/2020", "2020-06-30"],
    ["30-06-2020", "2020-06-30"],
    ["03.04.2024", "2024-04-03"],
    ["3.4.24", "2024-04-03"],
    ["31.12.99", "1999-12-31"],
    ["05/05/2024", "2024-05-05"],
    ["13 April 2026", "2026-04-13"],
    ["13th April 2026", "2026-04-13"],
    ["13-Apr-2026", "2026-04-13"],
    ["13-Apr-26", "2026-04-13"],
    ["April 13, 2026", "2026-04-13"],
    ["Apr 13 2026", "2026-04-13"],
    ["13. März 2026", "2026-03-13"],
    ["13 juin 2026", "2026-06-13"],
    ["13 juillet 2026", "2026-07-13"],
    ["1 de enero de 2026", "2026-01-01"],
    ["29/02/2024", "2024-02-29"],
    [" 2024-01-15 ", "2024-01-15"],
    ["45306", "2024-01-15"],
    ["36526", "2000-01-01"],
  ])("reads %j as %s", (text, value) => {
    expect(parseDate(text)).toEqual({ value, ambiguous: false });
  });

  test.each([
    "",
    "soon",
    "2024-02-30",
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "31/04/2024",
    "13/13/2024",
    "0001-01-01",
    "9999-12-31",
    "30.06",
    "12345",
    "12 Foo 2024",
    "1/2-2024",
    `2024-01-15${" ".repeat(50)}`,
  ])("finds no day in %j", (text) => {
    expect(parseDate(text)).toBeNull();
  });

  test("puts the day first where both orders are possible, and says so", () => {
    expect(parseDate("03/04/2024")).toEqual({ value: "2024-04-03", ambiguous: true });
  });

  test("follows the order of the column, also where that makes a value impossible", () => {
    expect(parseDate("03/04/2024", "month-first")).toEqual({ value: "2024-03-04", ambiguous: false });
    expect(parseDate("30/06/2020", "month-first")).toBeNull();
    expect(parseDate("03.04.2024", "month-first")).toEqual({ value: "2024-04-03", ambiguous: false });
  });

  const days = fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });

  test("gives back any day in any unambiguous form", () => {
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = "", month = "", day = ""] = iso.split("-");
        const english = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
        const american = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(date);
        const german = new Intl.DateTimeFormat("de-DE", { dateStyle: "long", timeZone: "UTC" }).format(date);
        const forms = [
          iso,
          `${year}${month}${day}`,
          `${day}.${month}.${year}`,
          `${Number(day)}.${Number(month)}.${year}`,
        ];
        for (const form of [...forms, english, american, german]) expect(parseDate(form)?.value, form).toBe(iso);
        expect(parseDate(`${day}/${month}/${year}`, "day-first")?.value).toBe(iso);
        expect(parseDate(`${month}/${day}/${year}`, "month-first")?.value).toBe(iso);
      }),
    );
  });

  test("gives an existing day or nothing for any text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,4}[-/. ]\d{1,4}[-/. ]\d{1,4}$/));
    fc.assert(
      fc.property(text, (any) => {
        const reading = parseDate(any);
        if (reading !== null) expect(new Date(`${reading.value}T00:00:00Z`).toISOString()).toContain(reading.value);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [["03/04/2024", "30/06/2020"], "day-first"],
  [["03/04/2024", "06/30/2020"], "month-first"],
  [["03/04/2024", "05/06/2024"], null],
  [["30/06/2020", "06/30/2020"], null],
  [["31.12.2024", "2024-05-05"], null],
])("the column %j is %s", (texts, order) => {
  expect(decideDateOrder(texts)).toBe(order);
});
