import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import { aResult } from "../../../../test/builders/result.js";
import type { DocumentOutcome } from "../run/outcome.js";
import { tableRows, tableWriter } from "./table.js";
import type { TextSink } from "./writer.js";

async function rendered(outcomes: readonly DocumentOutcome[]): Promise<string> {
  let text = "";
  const sink: TextSink = {
    write: (part) => {
      text += part;
    },
    close: async () => {},
  };
  const writer = tableWriter(sink, "USD");
  await writer.write(outcomes);
  await writer.close();
  return text;
}

const success = (result = aResult()): DocumentOutcome => ({ ok: true, result });

describe("tableWriter", () => {
  it("shows a document in a line of at most 120 characters", async () => {
    const long = anInvoice({
      number: "N".repeat(50),
      seller: { name: "S".repeat(90) },
      source: { file: "f".repeat(90) },
    });
    const lines = (await rendered([success(aResult({}, long))])).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines[1]).toMatch(/^f+… .*1234\.56 EUR +1345\.67 +unverified +5 LOW +approve$/);
  });

  it("marks a stale rate and says what the mark means", async () => {
    const { conversions } = aResult();
    const stale = aResult({
      conversions: { USD: { ...(conversions.USD as NonNullable<typeof conversions.USD>), stale: true } },
    });
    const text = await rendered([success(stale)]);
    expect(text).toContain("1345.67*");
    expect(text).toMatch(/^\* +converted at a stale or bundled rate/m);
  });

  it("says why a document goes to review, and why one failed", async () => {
    const review = aResult({ decision: { route: "review", reasons: ["same number as A-1", "over 10000"] } });
    const failure: DocumentOutcome = {
      ok: false,
      file: "in/x.xml",
      position: 0,
      code: "EMPTY",
      message: "nothing in it",
    };
    const text = await rendered([success(review), failure]);
    expect(text).toContain("review  2026-100: same number as A-1; over 10000");
    expect(text).toContain("failed  in/x.xml: nothing in it");
  });

  it("keeps escape sequences of a hostile document off the terminal", async () => {
    const hostile = anInvoice({ number: "\u001b[2J1", seller: { name: "\u009b31mRed\u202e" }, currency: "\u001b]0;x" });
    expect(await rendered([success(aResult({}, hostile))])).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it("ends after some hundred rows and counts the rest", async () => {
    const text = await rendered(Array.from({ length: tableRows + 5 }, () => success()));
    expect(text).toContain(".. and 5 more, in the results file");
  });
});
