import type { EnhancedInvoice } from "@tidegate/invoices";
import { describe, expect, it } from "vitest";
import { jsonLines, runTidegate, scratchFolder } from "../e2e/run-tidegate.js";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";
import { agrees, manifestFields } from "./einvoices-fields.js";
import { readManifest } from "./einvoices-manifest.js";

const requiredShare = 0.995;
const xmlFolder = sharedData("einvoices/xml");
const manifest = readManifest("manifest.csv");
const vatVectors = sharedData("vat/vat_vectors.csv");
const conversions = sharedData("fx/conversions_expected.csv");
const rateHistory = sharedData("fx/eurofxref-hist_2005-2020.csv");

type Line = EnhancedInvoice | { readonly error: { readonly file: string; readonly code: string } };

const isFirst = (line: Line): line is EnhancedInvoice => "invoice" in line && line.invoice.source.position === 0;
const linesOf = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");

/** The path by which a manifest names a file of the reference data. */
function nameInManifest(file: string): string {
  return file.slice(file.indexOf("einvoices/"));
}

describe.skipIf(xmlFolder === null || manifest === null)(
  "tidegate enhance over real e-invoices (skipped without the shared reference data)",
  () => {
    it("prints what the manifest states, a line a document, without a file lost", async () => {
      const data = await scratchFolder();
      const words = ["enhance", xmlFolder ?? "", "--offline", "--format", "jsonl", "--quiet", "--data", data];
      const { stdout, exitCode } = await runTidegate(words);
      const results = new Map(
        jsonLines<Line>(stdout)
          .filter(isFirst)
          .map((result) => [nameInManifest(result.invoice.source.file), result.invoice]),
      );
      const rows = manifest ?? [];
      const different = rows.flatMap((row) => {
        const invoice = results.get(row.file);
        return manifestFields
          .filter((field) => invoice === undefined || !agrees(field, invoice, row))
          .map(({ column }) => `${row.file}: ${column}`);
      });
      expect(exitCode).toBe(0);
      expect([...results.keys()].sort()).toEqual(rows.map(({ file }) => file).sort());
      expect(1 - different.length / (rows.length * manifestFields.length)).toBeGreaterThanOrEqual(requiredShare);
    }, 60_000);
  },
);

describe.skipIf(vatVectors === null)("tidegate vat - (skipped without the shared reference data)", () => {
  it("judges every number as stated, in order; offline one that may be right is unverified", async () => {
    const rows = vatVectors === null ? [] : csvRows(vatVectors);
    const numbers = rows.map(({ number_normalized: number = "" }) => number);
    const words = ["vat", "-", "--offline", "--format", "jsonl", "--data", await scratchFolder()];
    const { stdout, exitCode } = await runTidegate(words, { stdin: linesOf(numbers) });
    const answers = jsonLines<{ readonly input: string; readonly status: string }>(stdout);
    const stated = rows.map(({ valid }, index) => ({
      input: numbers[index],
      status: valid === "true" ? "unverified" : "invalid",
    }));
    expect(answers.map(({ input, status }) => ({ input, status }))).toEqual(stated);
    expect(exitCode).toBe(0);
  }, 60_000);
});

describe.skipIf(conversions === null || rateHistory === null)(
  "tidegate convert - (skipped without the shared reference data)",
  () => {
    it("converts at the rates of an imported history to the last digit, in order", async () => {
      const data = await scratchFolder();
      const shared = ["--offline", "--data", data];
      expect((await runTidegate(["rates", "import", rateHistory ?? "", ...shared])).exitCode).toBe(0);
      const rows = conversions === null ? [] : csvRows(conversions);
      const requests = rows.map(({ amount, from, to, requested_date: date }) =>
        JSON.stringify({ amount, from, to, date }),
      );
      const { stdout } = await runTidegate(["convert", "-", ...shared], { stdin: linesOf(requests) });
      const answers = jsonLines<{ rate?: string; rateDate?: string; stale?: boolean; error?: { code: string } }>(
        stdout,
      );
      const stated = rows.map((row) =>
        row.available === "yes"
          ? { rate: row.expected_rate_12dp, rateDate: row.effective_ecb_date, stale: false }
          : { error: expect.objectContaining({ code: "RATE-NOT-PUBLISHED" }) },
      );
      expect(answers).toEqual(stated.map((answer) => expect.objectContaining(answer)));
    }, 60_000);
  },
);
