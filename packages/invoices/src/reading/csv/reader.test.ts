import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadOutcome } from "../outcome.js";
import { parseColumnMap } from "./column-map.js";
import type { CsvOptions } from "./options.js";
import { createCsvReader } from "./reader.js";

function readCsv(text: string, options: Partial<CsvOptions> = {}, size = Math.max(1, text.length)): ReadOutcome[] {
  const reader = createCsvReader({ file: "a.csv", ...options });
  const outcomes: ReadOutcome[] = [];
  for (let at = 0; at < text.length; at += size) {
    for (const outcome of reader.push(text.slice(at, at + size))) outcomes.push(outcome);
  }
  return outcomes.concat(reader.end());
}

const invoicesOf = (text: string, options?: Partial<CsvOptions>) =>
  readCsv(text, options).map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.invoice;
  });

const payables = (text: string) => invoicesOf(text).map(({ totals }) => totals.payable);

describe("layout", () => {
  test.each([",", ";", "\t", "|"])("columns separated by %j are found", (delimiter) => {
    const rows = ["Supplier,Amount,Date", "Acme,12.50,2024-01-15", '"Acme, Inc; Ltd | Co",1,2024-01-16'];
    const [first, second] = invoicesOf(rows.join("\n").replace(/,(?! )/g, delimiter));
    expect(first).toMatchObject({ seller: { name: "Acme" }, totals: { payable: "12.50" }, issueDate: "2024-01-15" });
    expect(second).toMatchObject({ seller: { name: "Acme, Inc; Ltd | Co" }, source: { position: 1, syntax: "csv" } });
  });

  test("the header may stand below a title and notes", () => {
    const text = "Payments over £500\n\nJuly 2021,,\nsource: ledger\nSupplier,Amount,Date\nAcme,12,2024-01-15\n";
    expect(invoicesOf(text)).toMatchObject([{ seller: { name: "Acme" }, totals: { payable: "12" } }]);
  });

  test("a semicolon table with decimal commas is not taken for a comma table", () => {
    expect(payables("Lieferant;Betrag\nMüller;1,50\nMaier;2,75")).toEqual(["1.50", "2.75"]);
  });

  test("columns that say nothing are listed, with an example of how to name them", () => {
    expect(readCsv("foo,bar,baz\n1,2,3\n4,5,6\n")).toMatchObject([
      {
        ok: false,
        error: { code: "CSV-COLUMNS", message: expect.stringMatching(/"foo", "bar", "baz".*--map vendor=/) },
      },
    ]);
  });

  test("a column of amounts that can not be read keeps those that can, and says so of the others", () => {
    const rows = readCsv("Invoice,Vendor,Amount,Invoice Date\nA-1,Acme,abc,soon\nA-2,Acme,5,later\nA-3,Acme,x,never\n");
    expect(rows.map((row) => row.ok && [row.invoice.totals.payable, row.findings.map(({ code }) => code)])).toEqual([
      [null, ["AMOUNT-NOT-A-NUMBER", "DATE-INVALID"]],
      ["5", ["DATE-INVALID"]],
      [null, ["AMOUNT-NOT-A-NUMBER", "DATE-INVALID"]],
    ]);
  });

  test("text without columns is no invoice", () => {
    expect(readCsv("Dear all,\nplease find attached.\nRegards")).toMatchObject([{ error: { code: "NOT-AN-INVOICE" } }]);
  });

  test.each([
    ["", /empty/],
    ["\n\n", /empty/],
    ["Supplier,Amount\n", /no rows/],
  ])("%j is empty", (text, message) => {
    expect(readCsv(text)).toMatchObject([{ error: { code: "EMPTY", message: expect.stringMatching(message) } }]);
  });
});

describe("columns", () => {
  test("payable is the gross where there is gross, tax and net", () => {
    expect(invoicesOf("Vendor,Gross,VAT,Net\nAcme,120,20,100")).toMatchObject([
      { totals: { payable: "120", taxInclusive: "120", tax: "20", taxExclusive: "100" } },
    ]);
  });

  test("a map decides against the headers", () => {
    const columnMap = parseColumnMap("amount=Net,vendor=Owner");
    expect(invoicesOf("Vendor,Owner,Gross,Net\nAcme,Bolt,120,100", { columnMap })).toMatchObject([
      { seller: { name: "Bolt" }, totals: { payable: "100" } },
    ]);
  });

  test("a map of columns that are not there names those that are", () => {
    expect(readCsv("foo,bar\n1,2\n3,4", { columnMap: parseColumnMap("vendor=Baz") })).toMatchObject([
      { error: { code: "CSV-COLUMNS", message: 'The column map names "Baz"; the file has "foo", "bar".' } },
    ]);
  });

  test("a column is what its cells are: VAT may be numbers of vendors, an account a heading of a ledger", () => {
    expect(
      invoicesOf("Vendor,VAT,Account,Amount\nAcme,GB123456789,Office costs,5\nBolt,GB987654321,Travel,6")[0],
    ).toMatchObject({
      seller: { vatId: "GB123456789" },
      totals: { tax: null },
      payment: { accounts: [] },
    });
  });

  test("the currency comes from its column, its header or the option, in this order", () => {
    const currencies = (text: string) => invoicesOf(text, { defaultCurrency: "USD" }).map(({ currency }) => currency);
    expect(currencies("Vendor,Amount (£),Currency\nAcme,1,EUR\nBolt,1,")).toEqual(["EUR", "GBP"]);
    expect(currencies("Vendor,Amount\nAcme,€ 1\nBolt,1")).toEqual(["EUR", "USD"]);
    expect(invoicesOf("Vendor,Amount\nAcme,1")[0]?.currency).toBeNull();
  });

  test("cells that stand for nothing are absent", () => {
    expect(invoicesOf("Vendor,Amount,Date,Currency\nAcme,5,-,N/A")).toMatchObject([
      { issueDate: null, currency: null },
    ]);
    expect(readCsv("Vendor,Amount,Date\nAcme,-,2024-01-15\nBolt,5,2024-01-15")[0]).toMatchObject({ findings: [] });
  });
});

describe("conventions of a column", () => {
  test("one value with a decimal comma makes points thousands", () => {
    expect(payables("Vendor;Amount\nA;1.500\nB;2,50\nC;3.000,00")).toEqual(["1500", "2.50", "3000.00"]);
  });

  test("one value with a decimal point makes commas thousands", () => {
    expect(payables('Vendor,Amount\nA,"1,500"\nB,2.50\nC,"3,000.00"')).toEqual(["1500", "2.50", "3000.00"]);
  });

  test("semicolons between columns speak for decimal commas where no value does", () => {
    expect(payables("Vendor;Amount\nA;1.500\nB;2.750")).toEqual(["1500", "2750"]);
  });

  test("parentheses, trailing and leading minus are negative", () => {
    expect(payables('Vendor,Amount\nA,"(1,219.23)"\nB,12.50-\nC,-3.00\nD,1.00')).toEqual([
      "-1219.23",
      "-12.50",
      "-3.00",
      "1.00",
    ]);
  });

  test("one date proves the order of all, in its column or in another", () => {
    const days = (text: string) => invoicesOf(text).map(({ issueDate }) => issueDate);
    expect(days("Vendor,Amount,Date\nA,1,03/04/2024\nB,1,30/06/2020")).toEqual(["2024-04-03", "2020-06-30"]);
    expect(days("Vendor,Amount,Date\nA,1,03/04/2024\nB,1,06/30/2020")).toEqual(["2024-03-04", "2020-06-30"]);
    expect(days("Vendor,Amount,Date,Effective Date\nA,1,03/04/2024,06/30/2024")).toEqual(["2024-03-04"]);
  });

  test("where nothing proves it the day comes first, with a finding", () => {
    expect(readCsv("Vendor,Amount,Date\nA,1,03/04/2024")).toMatchObject([
      { invoice: { issueDate: "2024-04-03" }, findings: [{ code: "DATE-AMBIGUOUS" }] },
    ]);
  });
});

describe("rows", () => {
  test("of the wrong width are refused by line, and the others are read", () => {
    const text = 'Vendor,Amount,Date\n"A\nB",1,2024-01-01\n\nC,2\nD,3,2024-01-03,extra\nE,4,2024-01-04,,\n';
    expect(readCsv(text)).toMatchObject([
      { ok: true, invoice: { seller: { name: "A B" } } },
      {
        ok: false,
        position: 1,
        error: { code: "CSV-MALFORMED", message: "Line 5 has 2 columns where the header has 3." },
      },
      { ok: false, position: 2, error: { message: "Line 6 has 4 columns where the header has 3." } },
      { ok: true, invoice: { seller: { name: "E" }, source: { position: 3 } } },
    ]);
  });

  test("without anything an invoice has are refused; empty ones and repeated headers are skipped", () => {
    expect(readCsv("Vendor,Amount,Note\n,,\nVendor,Amount,Note\n,,see below\nA,1,")).toMatchObject([
      { ok: false, position: 0, error: { code: "NOT-AN-INVOICE", message: expect.stringMatching(/^Line 4 /) } },
      { ok: true, invoice: { source: { position: 1 } } },
    ]);
  });

  test("named like a sum are read, with a warning", () => {
    expect(readCsv("Vendor,Amount\nA,1\nGrand Total,1")).toMatchObject([
      { findings: [] },
      { findings: [{ code: "CSV-TOTAL-ROW", severity: "warning" }] },
    ]);
  });

  test("with an amount that is none keep their finding", () => {
    expect(readCsv("Vendor,Amount\nA,1\nB,2\nC,tbc")[2]).toMatchObject({
      invoice: { totals: { payable: null } },
      findings: [{ code: "AMOUNT-NOT-A-NUMBER", path: "totals.payable" }],
    });
  });

  test.each([
    ["quotes inside a cell", 'A 5" pipe', 'A 5" pipe'],
    ["doubled quotes", '"A ""B"" C"', 'A "B" C'],
    ["a line break in quotes", '"A\r\nB"', "A B"],
    ["NUL characters", "A\0\0B", "AB"],
  ])("may hold %s", (_name, cell, name) => {
    expect(invoicesOf(`Vendor,Amount\n${cell},1\nZ,2`).map(({ seller }) => seller.name)).toEqual([name, "Z"]);
  });

  test.each(["\n", "\r\n", "\r"])("may end in %j", (end) => {
    expect(payables(["Vendor,Amount", "A,1", "B,2", ""].join(end))).toEqual(["1", "2"]);
  });

  test("a quote that is never closed costs its line only", () => {
    expect(readCsv('Vendor,Amount\nA,1\n"B,2\nC,3\nD,4')).toMatchObject([
      { ok: true, invoice: { seller: { name: "A" } } },
      { ok: false, error: { code: "CSV-MALFORMED", message: "Line 3 opens a quote that is never closed." } },
      { ok: true, invoice: { seller: { name: "C" } } },
      { ok: true, invoice: { seller: { name: "D" } } },
    ]);
  });

  test("a quote that is never closed before very many rows costs its line only", () => {
    const reader = createCsvReader({ file: "a.csv" });
    const outcomes = reader.push(`Vendor,Amount\n"Acme,1\n${"Acme,1\n".repeat(150_000)}`).concat(reader.end());
    expect(outcomes.map(({ ok }) => ok).lastIndexOf(false)).toBe(0);
    expect(outcomes).toHaveLength(150_001);
  });

  test("a line of millions of characters is refused whole, and the lines after it are read", () => {
    const long = `${"x".repeat(3_000_000)},1`;
    const outcomes = readCsv(`Vendor,Amount\n${"Acme,1\n".repeat(200_000)}${long}\nLast,2\n`, {}, 100_000).slice(
      200_000,
    );
    expect(outcomes).toMatchObject([
      { ok: false, error: { code: "CSV-MALFORMED", message: expect.stringMatching(/^Line 200002 is longer than/) } },
      { ok: true, invoice: { seller: { name: "Last" } } },
    ]);
  });

  test("nothing but quotes ends in bounded time", () => {
    const outcomes = readCsv(`Vendor,Amount\n${'"x,1\ny"",2\n'.repeat(20_000)}`);
    expect(outcomes.length).toBeGreaterThan(0);
  });
});

test("gives the same wherever the pieces end", () => {
  const rows = Array.from({ length: 200 }, (_, index) => `"Vendor ${index}\nLtd",${index}.5,2024-01-15`);
  const text = `Vendor,Amount,Date\r\n${rows.join("\r\n")}\r\nA,1\r\n"open,1,2\r\n`;
  const whole = JSON.stringify(readCsv(text));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: text.length }), (size) => {
      expect(JSON.stringify(readCsv(text, {}, size))).toBe(whole);
    }),
    { numRuns: 20 },
  );
});

test("reads on beyond the sample that layout and conventions are decided over", () => {
  const rows = 60_000;
  const lines = Array.from(
    { length: rows },
    (_, index) => `"Vendor\n${index}";1.${String(index % 1000).padStart(3, "0")},50`,
  );
  const outcomes = readCsv(`Lieferant;Betrag\n${lines.join("\n")}\nkaputt\n`, {}, 100_000);
  expect(outcomes).toHaveLength(rows + 1);
  expect(outcomes.at(-2)).toMatchObject({
    ok: true,
    invoice: { source: { position: rows - 1 }, totals: { payable: "1999.50" } },
  });
  expect(outcomes.at(-1)).toMatchObject({
    ok: false,
    error: { message: `Line ${rows * 2 + 2} has 1 columns where the header has 2.` },
  });
});

test("any text gives outcomes and never throws", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom("Vendor", "Amount", "Date", '"', ",", ";", "1,5", "2024-01-01", "\n"),
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
      for (const outcome of readCsv(cells.join(","))) expect(outcome).toHaveProperty("ok");
    }),
    { numRuns: 300 },
  );
});
