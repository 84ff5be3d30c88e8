import Big from "big.js";
import type { DecimalString, Invoice, TaxBreakdown } from "../model/invoice.js";
import { decimal, sum } from "../money/decimal.js";
import type { Report } from "./report.js";
import { taxOf } from "./tax-breakdown.js";
import type { TaxCategoryRules } from "./tax-categories.js";
import { agrees, agreesWithinOneUnit } from "./tolerance.js";

/** -08, -09, -10: taxable amount, tax and exemption reason of a category's rows in the breakdown. */
export function checkCategoryAmounts(
  invoice: Invoice,
  category: string,
  rules: TaxCategoryRules,
  report: Report,
): void {
  for (const [index, row] of invoice.taxBreakdown.entries()) {
    if (row.category !== category) continue;
    const at = `taxBreakdown[${index}]`;
    checkTaxable(invoice, row, at, rules, report);
    checkTax(row, at, rules, report);
    checkExemptionReason(row, at, rules, report);
  }
}

function checkTaxable(invoice: Invoice, row: TaxBreakdown, at: string, rules: TaxCategoryRules, report: Report): void {
  const stated = decimal(row.taxable);
  const used = invoice.lines.length > 0 ? amountUsed(invoice, row, rules.severalRates) : null;
  if (stated === null || used === null || (rules.severalRates ? agreesWithinOneUnit : agrees)(stated, used)) return;
  const message = `lines, charges and allowances of the category are ${used.toFixed()}, the breakdown states ${row.taxable}`;
  report(`BR-${rules.rule}-08`, "error", `${at}.taxable`, message);
}

function checkTax(row: TaxBreakdown, at: string, rules: TaxCategoryRules, report: Report): void {
  const stated = decimal(row.tax);
  const expected = rules.severalRates ? taxOf(row) : new Big(0);
  if (stated === null || expected === null) return;
  if (rules.severalRates ? agreesWithinOneUnit(stated.abs(), expected) : stated.eq(0)) return;
  const message = `the tax of the category is ${expected.toFixed(2)}, the breakdown states ${row.tax}`;
  report(`BR-${rules.rule}-09`, "error", `${at}.tax`, message);
}

function checkExemptionReason(row: TaxBreakdown, at: string, rules: TaxCategoryRules, report: Report): void {
  const isGiven = row.exemptionReason !== null;
  if (isGiven === (rules.exemptionReason === "required")) return;
  const words = isGiven ? "needs no exemption reason, but one is given" : "needs an exemption reason";
  report(
    `BR-${rules.rule}-10`,
    "warning",
    `${at}.exemptionReason`,
    `VAT category ${row.category} (${rules.meaning}) ${words}`,
  );
}

/** Lines plus charges less allowances of a row's category, and of its rate where a category has several. */
function amountUsed(invoice: Invoice, row: TaxBreakdown, byRate: boolean): Big | null {
  const belongs = (part: { taxCategory: string | null; taxRate: string | null }) =>
    part.taxCategory === row.category && (!byRate || sameRate(part.taxRate, row.rate));
  const lines = sum(invoice.lines.filter(belongs).map(({ net }) => net));
  const parts = invoice.allowanceCharges.filter(belongs);
  const charges = sum(parts.filter(({ kind }) => kind === "charge").map(({ amount }) => amount));
  const allowances = sum(parts.filter(({ kind }) => kind === "allowance").map(({ amount }) => amount));
  return lines === null || charges === null || allowances === null ? null : lines.plus(charges).minus(allowances);
}

function sameRate(left: DecimalString | null, right: DecimalString | null): boolean {
  const one = decimal(left);
  const other = decimal(right);
  return one === null || other === null ? one === other : one.eq(other);
}
