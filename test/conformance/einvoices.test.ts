import { describe, expect, it } from "vitest";
import { ReadError } from "../../packages/invoices/src/model/error.js";
import type { Invoice } from "../../packages/invoices/src/model/invoice.js";
import { readXmlInvoices } from "../../packages/invoices/src/reading/xml/invoices.js";
import { agrees, manifestFields } from "./einvoices-fields.js";
import { readManifest, readReferenceFile } from "./einvoices-manifest.js";

/** Files in which we read a field otherwise than the manifest, and why the standard is on our side. */
const exceptions: readonly { column: string; file: string; reason: string }[] = [
  {
    column: "rounding",
    file: "gobl.fatturapa/out/invoice-simple-rounding.xml",
    reason: "FatturaPA states a rounding (2.1.1.10 Arrotondamento), which the manifest does not look at.",
  },
  {
    column: "seller_name",
    file: "phive/turkey/1.2.1/invoice/YOLCUBERABER.xml",
    reason: "UBL-TR names a natural person in cac:Person alone, which the manifest does not look at.",
  },
  {
    column: "buyer_name",
    file: "phive/turkey/1.2.1/invoice/TemelFaturaOrnegi.xml",
    reason: "UBL-TR names a natural person in cac:Person alone, which the manifest does not look at.",
  },
];

const requiredShare = 0.995;
const rows = readManifest("manifest.csv");
const negatives = readManifest("manifest-negative-and-unit.csv");
const twins = readManifest("twins_ubl_cii.csv");

/** The manifest describes the first invoice of a file. */
function readFirst(file: string): Invoice {
  const [first] = readXmlInvoices(readReferenceFile(file), file);
  if (first === undefined) throw new Error(`${file} holds no invoice.`);
  return first.invoice;
}

describe.skipIf(rows === null)("real e-invoices (skipped without the shared reference data)", () => {
  const read = (rows ?? []).map((row) => ({ row, invoice: readFirst(row.file) }));

  it.each(manifestFields)("agree on $column in 99.5 % of files, but for the exceptions explained", (field) => {
    const different = read.filter(({ row, invoice }) => !agrees(field, invoice, row)).map(({ row }) => row.file);
    const explained = exceptions.filter(({ column }) => column === field.column).map(({ file }) => file);
    expect(different.filter((file) => !explained.some((suffix) => file.endsWith(suffix)))).toEqual([]);
    expect(explained.filter((suffix) => !different.some((file) => file.endsWith(suffix)))).toEqual([]);
    expect(1 - different.length / read.length).toBeGreaterThanOrEqual(requiredShare);
  });

  it("are all read", () => {
    expect(read.length).toBeGreaterThan(600);
  });
});

describe.skipIf(twins === null)("the same invoice in UBL and CII (skipped without the shared reference data)", () => {
  const same: readonly [column: string, read: (invoice: Invoice) => string | null][] = [
    ["same_date", (invoice) => invoice.issueDate],
    ["same_currency", (invoice) => invoice.currency],
    ["same_seller_name", (invoice) => invoice.seller.name],
    ["same_seller_vat", (invoice) => invoice.seller.vatId],
    ["same_tax_exclusive", (invoice) => invoice.totals.taxExclusive],
    ["same_payable", (invoice) => invoice.totals.payable],
  ];

  it.each(twins ?? [])("agrees where it should: $ubl_file", (twin) => {
    const ubl = readFirst(twin.ubl_file ?? "");
    const cii = readFirst(twin.cii_file ?? "");
    expect([ubl.number, cii.number]).toEqual([twin.number, twin.number]);
    for (const [column, value] of same) {
      const [left, right] = [value(ubl), value(cii)].map((read) =>
        column.match(/exclusive|payable/) ? Number(read) : read,
      );
      expect(`${column}: ${left === right ? "yes" : "no"}`).toBe(`${column}: ${twin[column]}`);
    }
  });
});

describe.skipIf(negatives === null)("what is no readable invoice (skipped without the shared reference data)", () => {
  const codeOf = (file: string) => {
    try {
      readXmlInvoices(readReferenceFile(file), file);
    } catch (error) {
      return error instanceof ReadError ? error.code : error;
    }
    return "read";
  };

  it.each([
    ["malformed", "XML-MALFORMED"],
    ["not-invoices", "NOT-AN-INVOICE"],
    ["unit-tests", "NOT-AN-INVOICE"],
  ])("is refused with a reason: everything in %s is %s", (folder, code) => {
    const files = (negatives ?? []).map(({ file }) => file).filter((file) => file.startsWith(`einvoices/${folder}/`));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => codeOf(file) !== code)).toEqual([]);
  });
});
