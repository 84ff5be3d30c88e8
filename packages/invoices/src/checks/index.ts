import type { Finding } from "../model/finding.js";
import type { Invoice, IsoDate } from "../model/invoice.js";
import { checkAccounts } from "./accounts.js";
import { checkCategoryUse } from "./category-use.js";
import { checkCodes, checkCurrency } from "./codes.js";
import { checkContent, checkEssentials } from "./content.js";
import { checkDates } from "./dates.js";
import { checkDecimals } from "./decimals.js";
import { checkLines } from "./lines.js";
import { collectFindings } from "./report.js";
import { followsEn16931 } from "./scope.js";
import { checkTaxBreakdown } from "./tax-breakdown.js";
import { checkTotals } from "./totals.js";

export interface CheckOptions {
  /** The day of the check; without it nothing is said about dates in the future. */
  readonly today?: IsoDate;
}

/**
 * Everything a document says about itself that can be wrong: essentials, arithmetic, dates, currency, accounts, and for
 * documents that follow EN 16931 its rules for content, VAT categories, decimals and code lists. Asks nobody and judges
 * only what is there: a flat invoice without lines is not blamed for having none. docs/checks.md lists every code.
 *
 * @example checkInvoice(invoice, { today: "2024-03-01" }).map(({ code }) => code) // ["BR-CO-15"]
 */
export function checkInvoice(invoice: Invoice, options: CheckOptions = {}): readonly Finding[] {
  const { findings, report } = collectFindings();
  checkEssentials(invoice, report);
  checkCurrency(invoice, report);
  checkDates(invoice, options.today ?? null, report);
  checkTotals(invoice, report);
  checkTaxBreakdown(invoice, report);
  checkLines(invoice, report);
  checkAccounts(invoice, report);
  if (followsEn16931(invoice)) {
    checkContent(invoice, report);
    checkCategoryUse(invoice, report);
    checkDecimals(invoice, report);
    checkCodes(invoice, report);
  }
  return findings;
}
