import { describe, expect, test } from "vitest";
import { roundedQuotient, scaled } from "../../packages/invoices/src/money/quotient.js";
import { appliesTo } from "../../packages/invoices/src/rates/calendar.js";
import { convert } from "../../packages/invoices/src/rates/convert.js";
import {
  isRateGap,
  type RatePublication,
  rateIn,
  selectPublication,
} from "../../packages/invoices/src/rates/publication.js";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";

const expectedPath = sharedData("fx/conversions_expected.csv");
const historyPath = sharedData("fx/eurofxref-hist_2005-2020.csv");

/** The ECB's history, newest first, as its zip holds it: `N/A` where a currency had no rate. */
function readHistory(path: string): RatePublication[] {
  return csvRows(path).map(({ Date: date = "", ...columns }) => ({
    base: "EUR",
    date,
    source: "ecb",
    rates: Object.fromEntries(Object.entries(columns).filter(([code, rate]) => code !== "" && rate !== "N/A")),
  }));
}

describe.skipIf(expectedPath === null || historyPath === null)("ECB conversions (shared reference data)", () => {
  const history = historyPath === null ? [] : readHistory(historyPath);
  const rows = expectedPath === null ? [] : csvRows(expectedPath);

  test("every row comes out to the last digit", () => {
    const wrong = rows.filter((row) => {
      const { requested_date: date = "", from = "", to = "", amount = "" } = row;
      const publication = selectPublication(history, date, [from, to]);
      if (isRateGap(publication)) return row.available === "yes";
      const fromPerBase = rateIn(publication, from) ?? "";
      const toPerBase = rateIn(publication, to) ?? "";
      const { rate, unrounded } = convert(amount, { fromPerBase, toPerBase }, to);
      return (
        row.available !== "yes" ||
        publication.date !== row.effective_ecb_date ||
        rate !== row.expected_rate_12dp ||
        roundedQuotient(scaled(unrounded), scaled("1"), 6) !== row.expected_amount_6dp
      );
    });
    expect(rows.length).toBeGreaterThan(90);
    expect(wrong).toEqual([]);
  });

  test("currencies not published on the day are unavailable, not guessed", () => {
    const unavailable = rows.filter((row) => row.available === "no");
    const answers = unavailable.map(({ requested_date: date = "", from = "", to = "" }) =>
      selectPublication(history, date, [from, to]),
    );
    expect(unavailable.length).toBeGreaterThan(0);
    expect(answers.every((answer) => isRateGap(answer) && answer.code === "RATE-NOT-PUBLISHED")).toBe(true);
  });

  test("the calendar knows every day without a publication from 2005 to 2020", () => {
    const published = new Set(history.map((publication) => publication.date));
    const wrong: string[] = [];
    let newest = "2005-01-03";
    for (let day = Date.UTC(2005, 0, 3); day <= Date.UTC(2020, 11, 31); day += 86_400_000) {
      const date = new Date(day).toISOString().slice(0, 10);
      if (published.has(date)) newest = date;
      if (!appliesTo(newest, date)) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });
});
