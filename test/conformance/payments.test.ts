import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Invoice, parseColumnMap, readDocuments } from "@tidegate/invoices";
import Big from "big.js";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sharedData } from "../shared-data.js";

const manifestPath = sharedData("payments/manifest.csv");
const where = manifestPath === null ? " (skipped: the reference data is absent)" : "";

const manifestRow = z.object({
  file: z.string(),
  rows: z.coerce.number(),
  col_amount: z.string(),
  col_date: z.string(),
  col_supplier: z.string(),
  sum_amount: z.string(),
  negative: z.coerce.number(),
  min_date: z.string(),
  max_date: z.string(),
  bad_dates: z.coerce.number(),
  rows_wrong_width: z.coerce.number(),
});

const manifest =
  manifestPath === null ? [] : z.array(manifestRow).parse(parse(readFileSync(manifestPath), { columns: true }));

/** What public bodies paid, as published: every row is a document whose vendor, amount and day are read without help. */
describe.skipIf(manifestPath === null).each(manifest)(`payments of $file${where}`, (expected) => {
  const path = join(dirname(manifestPath ?? ""), "..", expected.file);
  const bytes = () => readFileSync(path);

  test("row count, sums, negatives and dates equal the manifest", async () => {
    const outcomes = await readDocuments(bytes(), { file: path });
    const invoices = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.invoice] : []));
    expect(outcomes).toHaveLength(expected.rows);
    expect(outcomes.length - invoices.length).toBe(expected.rows_wrong_width);

    const amounts = invoices.map(({ totals }) =>
      /net/i.test(expected.col_amount) ? totals.taxExclusive : totals.payable,
    );
    expectAmounts(amounts, expected);
    expectDates(invoices, expected);
  });

  test("vendors are those of the manifest's column, row by row", async () => {
    const outcomes = await readDocuments(bytes(), { file: path });
    const rows = parse(bytes(), { columns: true, trim: true, relax_quotes: true }) as Record<string, string>[];
    const vendors = outcomes.map((outcome) => (outcome.ok ? outcome.invoice.seller.name : null));
    expect(vendors).toEqual(
      rows.map((row) => row[expected.col_supplier]?.replace(/\s+/g, " ").replace("\u0092", "\u2019") || null),
    );
  });

  test("a column map makes the manifest's column the payable one", async () => {
    const columnMap = parseColumnMap(`amount="${expected.col_amount}",vendor="${expected.col_supplier}"`);
    const outcomes = await readDocuments(bytes(), { file: path, columnMap });
    const payables = outcomes.map((outcome) => (outcome.ok ? outcome.invoice.totals.payable : null));
    expectAmounts(payables, expected);
  });
});

function expectAmounts(amounts: readonly (string | null)[], expected: z.infer<typeof manifestRow>): void {
  const total = amounts.reduce((sum, amount) => sum.plus(amount ?? 0), new Big(0));
  expect(total.eq(expected.sum_amount), `${total} instead of ${expected.sum_amount}`).toBe(true);
  expect(amounts.filter((amount) => amount?.startsWith("-"))).toHaveLength(expected.negative);
}

/** The manifest knows ISO dates only; a file without them is checked for having a day in every row. */
function expectDates(invoices: readonly Invoice[], expected: z.infer<typeof manifestRow>): void {
  const dates = invoices.flatMap(({ issueDate }) => issueDate ?? []).sort();
  if (expected.bad_dates > 0) expect(dates).toHaveLength(expected.rows);
  else expect([dates[0], dates.at(-1)]).toEqual([expected.min_date, expected.max_date]);
}
