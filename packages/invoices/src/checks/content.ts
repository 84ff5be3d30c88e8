import type { Invoice } from "../model/invoice.js";
import type { Report } from "./report.js";
import { carriesNoLines } from "./scope.js";

/** EN 16931-1, 6.4.1, as far as it holds of an invoice in any syntax. */
export function checkEssentials({ number, issueDate, currency, seller, totals }: Invoice, report: Report): void {
  if (number === null) missing(report, "BR-02", "number", "no invoice number");
  if (issueDate === null) missing(report, "BR-03", "issueDate", "no issue date");
  if (currency === null) missing(report, "BR-05", "currency", "no currency");
  if (seller.name === null && seller.tradingName === null) missing(report, "BR-06", "seller.name", "no seller name");
  if (totals.payable === null) missing(report, "BR-15", "totals.payable", "no amount to pay");
}

/** The rest of 6.4.1, which binds documents that follow EN 16931. */
export function checkContent(invoice: Invoice, report: Report): void {
  const { seller, buyer, totals, lines, source } = invoice;
  if (source.profile === null) missing(report, "BR-01", "source.profile", "no specification identifier");
  if (invoice.typeCode === null) missing(report, "BR-04", "typeCode", "no type code");
  if (buyer.name === null) missing(report, "BR-07", "buyer.name", "no buyer name");
  if (seller.country === null && seller.address === null)
    missing(report, "BR-08", "seller.address", "no seller address");
  else if (seller.country === null) missing(report, "BR-09", "seller.country", "no country in the seller's address");
  if (totals.taxExclusive === null) missing(report, "BR-13", "totals.taxExclusive", "no total without tax");
  if (totals.taxInclusive === null) missing(report, "BR-14", "totals.taxInclusive", "no total with tax");
  if (invoice.taxCurrency !== null && totals.taxInTaxCurrency === null && invoice.taxCurrency !== invoice.currency) {
    missing(report, "BR-53", "totals.taxInTaxCurrency", "no tax in the tax currency");
  }
  if (carriesNoLines(invoice)) return;
  if (totals.lineNet === null) missing(report, "BR-12", "totals.lineNet", "no sum of the lines");
  if (lines.length === 0) missing(report, "BR-16", "lines", "no lines");
  if (invoice.taxBreakdown.length === 0) missing(report, "BR-CO-18", "taxBreakdown", "no VAT breakdown");
  checkLineContent(invoice, report);
  checkAllowanceContent(invoice, report);
  checkBreakdownContent(invoice, report);
}

function checkLineContent({ lines }: Invoice, report: Report): void {
  for (const [index, line] of lines.entries()) {
    const at = `lines[${index}]`;
    if (line.id === null) missing(report, "BR-21", `${at}.id`, "a line without identifier");
    if (line.quantity === null) missing(report, "BR-22", `${at}.quantity`, "a line without quantity");
    if (line.unit === null) missing(report, "BR-23", `${at}.unit`, "a line without unit of measure");
    if (line.net === null) missing(report, "BR-24", `${at}.net`, "a line without net amount");
    if (line.name === null) missing(report, "BR-25", `${at}.name`, "a line without item name");
    if (line.unitPrice === null) missing(report, "BR-26", `${at}.unitPrice`, "a line without price");
    else if (line.unitPrice.startsWith("-"))
      report("BR-27", "warning", `${at}.unitPrice`, "the item price is negative");
    if (line.taxCategory === null) missing(report, "BR-CO-04", `${at}.taxCategory`, "a line without VAT category");
    for (const [place, { kind, amount, reason }] of line.allowanceCharges.entries()) {
      const [amountCode, reasonCode] = kind === "allowance" ? ["BR-41", "BR-42"] : ["BR-43", "BR-44"];
      const path = `${at}.allowanceCharges[${place}]`;
      if (amount === null) missing(report, amountCode, `${path}.amount`, `a line ${kind} without amount`);
      if (reason === null) missing(report, reasonCode, `${path}.reason`, `a line ${kind} without reason`);
    }
  }
}

function checkAllowanceContent({ allowanceCharges }: Invoice, report: Report): void {
  for (const [index, { kind, amount, taxCategory, reason }] of allowanceCharges.entries()) {
    const at = `allowanceCharges[${index}]`;
    const [amountCode, categoryCode, reasonCode] =
      kind === "allowance" ? ["BR-31", "BR-32", "BR-33"] : ["BR-36", "BR-37", "BR-38"];
    if (amount === null) missing(report, amountCode, `${at}.amount`, `an ${kind} without amount`);
    if (taxCategory === null) missing(report, categoryCode, `${at}.taxCategory`, `an ${kind} without VAT category`);
    if (reason === null) missing(report, reasonCode, `${at}.reason`, `an ${kind} without reason`);
  }
}

function checkBreakdownContent({ taxBreakdown }: Invoice, report: Report): void {
  for (const [index, { taxable, tax, category, rate }] of taxBreakdown.entries()) {
    const at = `taxBreakdown[${index}]`;
    if (taxable === null) missing(report, "BR-45", `${at}.taxable`, "a breakdown row without taxable amount");
    if (tax === null) missing(report, "BR-46", `${at}.tax`, "a breakdown row without tax");
    if (category === null) missing(report, "BR-47", `${at}.category`, "a breakdown row without VAT category");
    if (rate === null && category !== "O") missing(report, "BR-48", `${at}.rate`, "a breakdown row without VAT rate");
  }
}

function missing(report: Report, code: string, path: string, what: string): void {
  report(code, "warning", path, `the document has ${what}`);
}
