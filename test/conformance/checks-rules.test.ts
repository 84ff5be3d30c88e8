import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkInvoice } from "../../packages/invoices/src/checks/index.js";
import { readXmlInvoices } from "../../packages/invoices/src/reading/xml/invoices.js";
import { sharedData } from "../shared-data.js";

const folder = sharedData("einvoices/unit-tests/cen-en16931/test");

interface RuleCase {
  readonly name: string;
  readonly code: string;
  readonly fires: boolean;
  readonly document: string;
}

/** CEN's rule tests: each `test` states which rule a small document keeps (`success`) or breaks (`error`). */
function ruleCases(root: string): RuleCase[] {
  return readdirSync(root).flatMap((part) =>
    readdirSync(join(root, part)).flatMap((file) => {
      const text = readFileSync(join(root, part, file), "utf8").replace(/<!--[\s\S]*?-->/g, "");
      const tests = [...text.matchAll(/<test\b[^>]*>([\s\S]*?)<\/test>/g)].map(([, body = ""]) => body);
      return tests.flatMap((body, index) => {
        const document = body.replace(/<assert>[\s\S]*?<\/assert>/, "").trim();
        return [...body.matchAll(/<(success|error)>([^<]*)</g)].map(([, kind, code = ""]) => ({
          name: `${part}/${file}#${index + 1}`,
          code: code.trim(),
          fires: kind === "error",
          document,
        }));
      });
    }),
  );
}

/** The rules that docs/checks.md lists; the others need parts of a document that the model does not hold. */
const implemented =
  /^BR-(?:0[1-9]|1[2-6]|2[1-7]|3[12368]|37|4[1-8]|53|CO-(?:04|09|1[0-8])|(?:S|Z|E|AE|IC|G|O|AF|AG)-(?:01|0[5-9]|10)|O-1[1-4]|CL-(?:01|14|17|18)|DEC-\d\d)$/;

/**
 * What is judged otherwise, and why: repeated tax totals, tax totals in a foreign currency and tax representatives are
 * not in our model; an issue date that is no date is `DATE-INVALID` and absent; the rest is judged as stated.
 */
const explained = new Set([
  "CreditNote-unit-UBL/BR-03.xml#1",
  "Invoice-unit-UBL/BR-03.xml#1",
  "CreditNote-unit-UBL/BR-CO-15.xml#8",
  "Invoice-unit-UBL/BR-CO-15.xml#8",
  "cii/BR-CO-15-2.xml#3",
  "cii/BR-CO-15-2.xml#4",
  "Invoice-unit-UBL/BR-CO-09.xml#4",
  "Invoice-unit-UBL/BR-G-01.xml#6",
  "Invoice-unit-UBL/BR-IC-01.xml#6",
  "Invoice-unit-UBL/BR-O-01.xml#6",
  "Invoice-unit-UBL/BR-Z-01.xml#6",
]);

describe.skipIf(folder === null)("EN 16931 rule tests of CEN (shared reference data)", () => {
  const cases = folder === null ? [] : ruleCases(folder).filter(({ code }) => implemented.test(code));

  test("every implemented rule judges its cases as stated", () => {
    const wrong = cases.filter(({ document, code, fires }) => {
      const found = readXmlInvoices(Buffer.from(document), "rule.xml").flatMap(({ invoice }) => checkInvoice(invoice));
      return found.some((finding) => finding.code === code) !== fires;
    });
    expect(cases.length).toBeGreaterThan(390);
    expect(wrong.map(({ name }) => name).filter((name) => !explained.has(name))).toEqual([]);
  });
});
