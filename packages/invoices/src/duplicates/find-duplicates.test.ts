import { describe, expect, test } from "vitest";
import type { EarlierDocument, RecallQuery } from "../memory/port.js";
import { findDuplicates } from "./find-duplicates.js";

const document: RecallQuery = {
  documentKey: "new",
  type: "invoice",
  vendorKey: "vat:DE123456789",
  nameKey: "name:acme",
  numberKey: "INV2026001",
  currency: "EUR",
  payable: "1000.00",
  issueDate: "2026-01-10",
};

function earlier(changes: Partial<EarlierDocument> = {}): EarlierDocument {
  return {
    ...document,
    documentKey: "old",
    file: "/in/old.json",
    position: 0,
    number: "INV-2026-001",
    vendorName: "Acme",
    ...changes,
  };
}

const kinds = (...documents: readonly EarlierDocument[]) => findDuplicates(document, documents).map(({ kind }) => kind);

describe("an exact duplicate", () => {
  test("has the same vendor and number", () => {
    expect(findDuplicates(document, [earlier()])).toEqual([
      { kind: "exact", earlier: earlier(), why: "same vendor and number INV-2026-001, amount and date too" },
    ]);
  });

  test("may differ in amount and date, and says so", () => {
    const [match] = findDuplicates(document, [earlier({ payable: "900.00", issueDate: "2025-12-01" })]);
    expect(match).toMatchObject({
      kind: "exact",
      why: "same vendor and number INV-2026-001; amount was 900.00 EUR, date was 2025-12-01",
    });
  });

  test("is recognised by the vendor's name where the VAT number is missing", () => {
    expect(kinds(earlier({ vendorKey: "name:acme" }))).toEqual(["exact"]);
  });

  test("is not the document itself, processed again", () => {
    expect(kinds(earlier({ documentKey: "new" }))).toEqual([]);
  });

  test("is not the invoice that a credit note corrects, but may be another credit note", () => {
    expect(kinds(earlier({ type: "credit-note" }))).toEqual([]);
    expect(findDuplicates({ ...document, type: "credit-note" }, [earlier({ type: "credit-note" })])).toHaveLength(1);
  });

  test("needs a number", () => {
    expect(findDuplicates({ ...document, numberKey: null }, [earlier({ numberKey: null, payable: "5" })])).toEqual([]);
  });
});

describe("a likely duplicate", () => {
  test.each([
    { payable: "1000.00", issueDate: "2026-01-17", why: "same vendor, same amount, 7 days apart, number X" },
    {
      payable: "1010.10",
      issueDate: "2026-01-10",
      why: "same vendor, amount within 1 % (1010.10 EUR), same date, number X",
    },
  ])("has the same vendor, amount within 1 %, date within 7 days: $why", ({ why, ...changes }) => {
    const matches = findDuplicates(document, [earlier({ numberKey: "X", number: "X", ...changes })]);
    expect(matches.map((match) => [match.kind, match.why])).toEqual([["likely", why]]);
  });

  test.each([
    { payable: "1010.11" },
    { issueDate: "2026-01-18" },
    { issueDate: "2026-01-02" },
    { currency: "USD" },
    { issueDate: null },
    { payable: null },
    { vendorKey: "vat:FR1", nameKey: "name:other" },
  ])("is none with %o", (changes) => {
    expect(kinds(earlier({ numberKey: "X", ...changes }))).toEqual([]);
  });
});

describe("the same number and amount under another vendor", () => {
  const other = { vendorKey: "vat:FR1", nameKey: "name:other", vendorName: "Other" };

  test("is a match of its own kind", () => {
    expect(findDuplicates(document, [earlier({ ...other, payable: "1000" })])).toMatchObject([
      { kind: "other-vendor", why: "same number INV-2026-001 and amount 1000 EUR under Other" },
    ]);
  });

  test("is none with another amount or currency", () => {
    expect(kinds(earlier({ ...other, payable: "1000.01" }), earlier({ ...other, currency: "USD" }))).toEqual([]);
  });

  test("is chance where the number is as short as 001", () => {
    const short = { ...document, numberKey: "001" };
    expect(findDuplicates(short, [earlier({ ...other, numberKey: "001" })])).toEqual([]);
  });
});

test("the surest match comes first", () => {
  const likely = earlier({ documentKey: "likely", numberKey: "X" });
  const elsewhere = earlier({ documentKey: "elsewhere", vendorKey: "vat:FR1", nameKey: "name:other" });
  expect(kinds(elsewhere, likely, earlier())).toEqual(["exact", "likely", "other-vendor"]);
});
