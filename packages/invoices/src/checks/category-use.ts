import type { AllowanceCharge, DecimalString, Invoice, InvoiceLine } from "../model/invoice.js";
import { decimal } from "../money/decimal.js";
import { checkCategoryAmounts } from "./category-amounts.js";
import type { Report } from "./report.js";
import { type TaxCategoryRules, taxCategories } from "./tax-categories.js";

/**
 * The rules each VAT category has over breakdown, lines, allowances and charges: BR-S-01 and -05 to -10, and the same
 * for Z, E, AE, IC, G, O, AF (IGIC) and AG (IPSI). Rules -02 to -04 (who must have a VAT identifier) need the tax
 * representative, which is not read.
 */
export function checkCategoryUse(invoice: Invoice, report: Report): void {
  for (const code of categoriesOf(invoice)) {
    const rules = taxCategories.get(code);
    if (rules === undefined) continue;
    checkPresence(invoice, code, rules, report);
    checkRates(invoice, code, rules, report);
    checkCategoryAmounts(invoice, code, rules, report);
  }
  checkNotSubject(invoice, report);
}

function categoriesOf({ lines, allowanceCharges, taxBreakdown }: Invoice): ReadonlySet<string> {
  const parts = [...lines, ...allowanceCharges].map(({ taxCategory }) => taxCategory);
  return new Set([...parts, ...taxBreakdown.map(({ category }) => category)].filter((code) => code !== null));
}

/** -01: a category that is used has its row in the breakdown, just one unless it comes with several rates. */
function checkPresence(invoice: Invoice, code: string, rules: TaxCategoryRules, report: Report): void {
  const rows = invoice.taxBreakdown.filter(({ category }) => category === code).length;
  const isUsed =
    invoice.lines.some(({ taxCategory }) => taxCategory === code) ||
    invoice.allowanceCharges.some(({ taxCategory }) => taxCategory === code);
  const isRight = rules.severalRates ? (isUsed ? rows > 0 : invoice.lines.length === 0) : rows === 1;
  if (isRight) return;
  const words = isUsed ? "is used, but has" : "is not used, but has";
  report(
    `BR-${rules.rule}-01`,
    "warning",
    "taxBreakdown",
    `VAT category ${code} (${rules.meaning}) ${words} ${rows} rows in the breakdown`,
  );
}

/** -05, -06, -07: the rate on lines, allowances and charges. */
function checkRates(invoice: Invoice, code: string, rules: TaxCategoryRules, report: Report): void {
  const check = (number: string, path: string, part: InvoiceLine | AllowanceCharge) => {
    if (part.taxCategory !== code || hasRightRate(part.taxRate, rules.rate)) return;
    const rate = part.taxRate === null ? "no rate" : `${part.taxRate} %`;
    report(
      `BR-${rules.rule}-${number}`,
      "warning",
      path,
      `VAT category ${code} (${rules.meaning}) stands with ${rate}`,
    );
  };
  for (const [index, line] of invoice.lines.entries()) check("05", `lines[${index}].taxRate`, line);
  for (const [index, part] of invoice.allowanceCharges.entries()) {
    check(part.kind === "allowance" ? "06" : "07", `allowanceCharges[${index}].taxRate`, part);
  }
}

function hasRightRate(rate: DecimalString | null, expected: TaxCategoryRules["rate"]): boolean {
  if (expected === "none") return rate === null;
  const value = decimal(rate);
  if (value === null) return false;
  return expected === "zero" ? value.eq(0) : expected === "positive" ? value.gt(0) : value.gte(0);
}

/** BR-O-11 to BR-O-14: what is not subject to VAT stands alone. */
function checkNotSubject({ taxBreakdown, lines, allowanceCharges }: Invoice, report: Report): void {
  if (!taxBreakdown.some(({ category }) => category === "O")) return;
  const other = (category: string | null) => category !== null && category !== "O";
  const note = (code: string, path: string, found: boolean) => {
    if (found) report(code, "warning", path, "a document not subject to VAT (O) holds other VAT categories");
  };
  note(
    "BR-O-11",
    "taxBreakdown",
    taxBreakdown.some(({ category }) => other(category)),
  );
  note(
    "BR-O-12",
    "lines",
    lines.some(({ taxCategory }) => other(taxCategory)),
  );
  note(
    "BR-O-13",
    "allowanceCharges",
    allowanceCharges.some(({ kind, taxCategory }) => kind === "allowance" && other(taxCategory)),
  );
  note(
    "BR-O-14",
    "allowanceCharges",
    allowanceCharges.some(({ kind, taxCategory }) => kind === "charge" && other(taxCategory)),
  );
}
