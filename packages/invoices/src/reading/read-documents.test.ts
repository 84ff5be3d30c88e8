import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseColumnMap } from "./csv/column-map.js";
import { readDocuments } from "./read-documents.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const ubl = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>A-1</cbc:ID></Invoice>`;

describe("readDocuments", () => {
  test.each([
    ["json", '{"invoice_id":"A-1","amount":5}'],
    ["json", '{"invoice_id":"A-1","amount":5}\n{"invoice_id":"A-2","amount":5}'],
    ["csv", "Number,Vendor,Amount\nA-1,Acme,5\n"],
    ["ubl", ubl],
  ])("reads %s by its content", async (syntax, text) => {
    const [outcome] = await readDocuments(bytes(text), { file: "misleading.pdf" });
    expect(outcome).toMatchObject({ ok: true, invoice: { number: "A-1", source: { file: "misleading.pdf", syntax } } });
  });

  test("reads JSON Lines whose lines are longer than what their syntax is told from", async () => {
    const line = JSON.stringify({ amount: 5, note: "x".repeat(100_000) });
    expect(await readDocuments(bytes(`${line}\n${line}\n`), { file: "a" })).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test("takes a PDF's invoice from whom it is given, and knows it by the PDF", async () => {
    const outcomes = await readDocuments(bytes("%PDF-1.7"), { file: "a.pdf", readPdf: async () => bytes(ubl) });
    expect(outcomes).toMatchObject([{ ok: true, invoice: { number: "A-1", source: { syntax: "pdf" } } }]);
  });

  test("hands the column map and the default currency on", async () => {
    const options = { file: "a", columnMap: parseColumnMap("vendor=x,amount=y"), defaultCurrency: "CHF" };
    expect(await readDocuments(bytes("x,y\nAcme,5\nBolt,6"), options)).toMatchObject([
      { invoice: { currency: "CHF", seller: { name: "Acme" } } },
      { invoice: { totals: { payable: "6.00" } } },
    ]);
  });

  test.each([
    [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], /a PNG image/],
    [[0xff, 0xd8, 0xff, 0xe0], /a JPEG image/],
    [[0x50, 0x4b, 3, 4, ...bytes("....xl/workbook.xml")], /an Excel workbook \(.xlsx\); save the sheet as CSV/],
    [[0x50, 0x4b, 3, 4, ...bytes("....word/document.xml")], /a Word document/],
    [[0x50, 0x4b, 3, 4, 0, 0], /a ZIP archive/],
    [[0xd0, 0xcf, 0x11, 0xe0], /an old Office document/],
    [[0x1f, 0x8b, 8], /a gzip archive/],
    [Array.from({ length: 300 }, (_, index) => (index * 7) % 32), /binary data/],
    [[...bytes("<!DOCTYPE html><html></html>")], /an HTML page/],
    [[...bytes("just words")], /neither JSON, XML nor a table/],
  ])("says what a file that is no invoice looks like", async (content, message) => {
    expect(await readDocuments(new Uint8Array(content), { file: "a" })).toMatchObject([
      { ok: false, file: "a", error: { code: "NOT-AN-INVOICE", message: expect.stringMatching(message) } },
    ]);
  });

  test.each(["", " \n\t ", "\0\0"])("%j is empty", async (text) => {
    expect(await readDocuments(bytes(text), { file: "a" })).toMatchObject([{ ok: false, error: { code: "EMPTY" } }]);
  });

  test("reports what a PDF's reader throws, also what it should not throw", async () => {
    const readPdf = () => Promise.reject(new TypeError("out of cheese"));
    expect(await readDocuments(bytes("%PDF-"), { file: "a", readPdf })).toMatchObject([
      { ok: false, error: { code: "UNREADABLE", message: expect.stringContaining("out of cheese") } },
    ]);
  });

  test("any bytes give outcomes and never a throw", async () => {
    const beginnings = fc.constantFrom(
      "",
      "{",
      "[",
      '{"amount":',
      "<",
      "%PDF-",
      "Vendor,Amount\n",
      "\ufeff",
      "PK\u0003\u0004",
    );
    await fc.assert(
      fc.asyncProperty(beginnings, fc.uint8Array({ maxLength: 200 }), async (beginning, rest) => {
        const readPdf = async (pdf: Uint8Array) => pdf.subarray(5);
        const outcomes = await readDocuments(new Uint8Array([...bytes(beginning), ...rest]), { file: "a", readPdf });
        expect(outcomes.length).toBeGreaterThan(0);
        for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error.code).not.toBe("UNREADABLE");
      }),
      { numRuns: 500 },
    );
  });
});
