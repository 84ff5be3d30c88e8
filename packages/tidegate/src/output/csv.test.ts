import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import { aResult } from "../../../../test/builders/result.js";
import type { DocumentOutcome } from "../run/outcome.js";
import { csvWriter } from "./csv.js";
import type { TextSink } from "./writer.js";

type Row = Readonly<Record<string, string>>;

async function written(outcomes: readonly DocumentOutcome[], options = {}): Promise<readonly Row[]> {
  let text = "";
  const sink: TextSink = {
    write: (part) => {
      text += part;
    },
    close: async () => {},
  };
  const writer = csvWriter(sink, ["USD", "EUR"], options);
  for (const outcome of outcomes) await writer.write([outcome]);
  await writer.close();
  return parse(text, { columns: true });
}

const seller = (name: string): DocumentOutcome => ({ ok: true, result: aResult({}, anInvoice({ seller: { name } })) });

describe("csvWriter", () => {
  it("writes a row a document, conversions as columns", async () => {
    const [row] = await written([{ ok: true, result: aResult() }]);
    expect(row).toMatchObject({
      number: "2026-100",
      payable: "1234.56",
      amount_usd: "1345.67",
      rate_usd: "1.090000000000",
      amount_eur: "",
      vat_status: "unverified",
      risk_points: "5",
      route: "approve",
      degraded: "true",
      error_code: "",
    });
  });

  it("writes a document that failed as a row of its own", async () => {
    const [row] = await written([
      { ok: false, file: "x.xml", position: 0, code: "XML-MALFORMED", message: "cut, at 3" },
    ]);
    expect(row).toMatchObject({ file: "x.xml", number: "", error_code: "XML-MALFORMED", error_message: "cut, at 3" });
  });

  it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx"])(
    "disarms %j, which a spreadsheet would run",
    async (name) => {
      const [row] = await written([seller(name)]);
      expect(row?.seller).toBe(`'${name}`);
    },
  );

  it("leaves negative amounts as numbers", async () => {
    const credit = anInvoice({ totals: { payable: "-12.50" } });
    const [row] = await written([{ ok: true, result: aResult({}, credit) }]);
    expect(row?.payable).toBe("-12.50");
  });

  it("leaves text as it is for a program", async () => {
    const [row] = await written([seller("=1+1")], { spreadsheetSafe: false });
    expect(row?.seller).toBe("=1+1");
  });

  it("writes the header even where there is nothing else", async () => {
    expect(await written([])).toEqual([]);
  });
});
