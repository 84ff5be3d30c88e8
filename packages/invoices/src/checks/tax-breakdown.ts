import Big from "big.js";
import type { Invoice, TaxBreakdown } from "../model/invoice.js";
import { decimal } from "../money/decimal.js";
import type { Report } from "./report.js";
import { followsEn16931 } from "./scope.js";
import { agreesWithinOneUnit } from "./tolerance.js";

/**
 * BR-CO-17: the tax of a breakdown row is its taxable amount times its rate, within one unit as in CEN's validation
 * artefacts. In documents bound by EN 16931 a row without a rate has no tax; elsewhere tax may be per piece or weight,
 * and a rate may stand with tax that is not charged.
 */
export function checkTaxBreakdown(invoice: Invoice, report: Report): void {
  const isBound = invoice.taxBreakdown.length > 0 && followsEn16931(invoice);
  for (const [index, row] of invoice.taxBreakdown.entries()) {
    const expected = taxOf(row);
    const stated = decimal(row.tax);
    if (!isBound && (row.rate === null || stated?.eq(0) === true)) continue;
    if (expected === null || stated === null || agreesWithinOneUnit(stated.abs(), expected)) continue;
    report(
      "BR-CO-17",
      "error",
      `taxBreakdown[${index}].tax`,
      `${row.rate ?? "no"} % of ${row.taxable} is ${expected.toFixed(2)}, the document states ${row.tax}`,
    );
  }
}

/** The tax that a row's rate gives, without sign; `null` where it can not be computed. */
export function taxOf({ rate, taxable }: TaxBreakdown): Big | null {
  if (rate === null) return new Big(0);
  const percent = decimal(rate);
  const base = decimal(taxable);
  return percent === null || base === null ? null : base.abs().times(percent).div(100).round(2, Big.roundHalfUp);
}
