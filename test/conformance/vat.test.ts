import { describe, expect, test } from "vitest";
import { checkVatNumber } from "../../packages/invoices/src/vat/check.js";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";

const vectorsPath = sharedData("vat/vat_vectors.csv");
const messyPath = sharedData("vat/vat_messy_input.csv");
const disputedPath = sharedData("vat/vat_disputed.csv");

type Row = Record<string, string>;

const passes = (number = "", country?: string) => checkVatNumber(number, country ?? null).checksum === true;
const judgedWrongly = (rows: readonly Row[]) =>
  rows.filter((row) => passes(row.number_as_given, row.country) !== (row.valid === "true"));

describe.skipIf(vectorsPath === null || messyPath === null)("VAT numbers (shared reference data)", () => {
  const vectors = vectorsPath === null ? [] : csvRows(vectorsPath);
  const messy = messyPath === null ? [] : csvRows(messyPath);

  test("every number, as given and with its country, is judged as stated", () => {
    expect(vectors.length).toBeGreaterThan(6_000);
    expect(judgedWrongly(vectors)).toEqual([]);
  });

  test("every number with its prefix is judged without being told the country", () => {
    expect(vectors.filter((row) => passes(row.number_normalized) !== (row.valid === "true"))).toEqual([]);
  });

  test("blanks, dots, lower case and doubled prefixes change nothing", () => {
    expect(messy.length).toBeGreaterThan(800);
    expect(judgedWrongly(messy)).toEqual([]);
  });
});

describe.skipIf(disputedPath === null)("disputed VAT numbers (shared reference data)", () => {
  const rows = disputedPath === null ? [] : csvRows(disputedPath);

  test("are decided by check digits; only the ranges HMRC keeps for other schemes are refused beyond them", () => {
    const decidedOtherwise = rows.filter(
      (row) => passes(row.number_as_given, row.country) !== (row.oracle_python_stdnum === "true"),
    );
    expect(decidedOtherwise.map((row) => row.number_normalized).sort()).toEqual([
      "GB000000000",
      "GB000000000000",
      "GB010000090",
      "GB099999948",
    ]);
  });
});
