import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkInvoice } from "../../packages/invoices/src/checks/index.js";
import { readXmlInvoices } from "../../packages/invoices/src/reading/xml/invoices.js";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";

const manifestPath = sharedData("einvoices/manifest.csv");

const totalsRule = /^BR-CO-1[0-6]$/;

/**
 * Documents whose stated totals agree with each other, as the manifest says, but not with their lines, charges or
 * allowances: files that break such a rule on purpose, two samples with prices that include tax, and a ZUGFeRD 1 sample
 * that writes its allowances with a minus.
 */
const brokenBelowTheTotals =
  /SI-UBL-[\w.-]*error-(?:BIIRULES-R012|BII2-T10-R05[125])\.xml$|gobl-cii\/.*\/invoice-test-0[14]\.xml$|akretion-facturx\/.*\/zugferd-extended\.xml$/;

describe.skipIf(manifestPath === null)("arithmetic of real e-invoices (shared reference data)", () => {
  const rows = manifestPath === null ? [] : csvRows(manifestPath);
  const judged = rows
    .filter(({ arith_ok }) => arith_ok !== "")
    .map((row) => {
      const bytes = readFileSync(sharedData(row.file ?? "") ?? "");
      const [first] = readXmlInvoices(bytes, row.file ?? "");
      const findings = first === undefined ? [] : checkInvoice(first.invoice);
      const errors = findings.filter(({ code, severity }) => severity === "error" && totalsRule.test(code));
      return { row, errors: errors.map(({ code }) => code) };
    });

  test("raises no false alarm over documents that add up", () => {
    const alarms = judged.filter(({ row, errors }) => row.arith_ok === "yes" && errors.length > 0);
    expect(judged.length).toBeGreaterThan(580);
    expect(alarms.map(({ row }) => row.file).filter((file) => !brokenBelowTheTotals.test(file ?? ""))).toEqual([]);
  });

  test("misses none that does not, OIOUBL's other use of a field apart", () => {
    const missed = judged.filter(({ row, errors }) => row.arith_ok === "no" && errors.length === 0);
    expect(
      missed.filter(({ row }) => !row.flags?.includes("oioubl2_TaxExclusiveAmount")).map(({ row }) => row.file),
    ).toEqual([]);
  });
});
