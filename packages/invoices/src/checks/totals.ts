import type Big from "big.js";
import type { AllowanceCharge, DecimalString, Invoice } from "../model/invoice.js";
import { decimal, sum } from "../money/decimal.js";
import type { Report } from "./report.js";
import { followsEn16931, nestsLines, statesTaxExclusive } from "./scope.js";
import { agrees } from "./tolerance.js";

/**
 * EN 16931-1 rules BR-CO-10 to BR-CO-16: what the document totals must sum up to. A sum is only judged where the
 * document states the total and every part of it; allowances, charges, prepaid and rounding that are left out are zero.
 */
export function checkTotals(invoice: Invoice, report: Report): void {
  if (invoice.source.syntax === "fatturapa") checkFatturaPaTotal(invoice, report);
  else checkEveryTotal(invoice, report);
}

function checkEveryTotal(invoice: Invoice, report: Report): void {
  const { totals, lines, allowanceCharges, taxBreakdown } = invoice;
  if (lines.length > 0 && !nestsLines(invoice)) {
    const parts = sum(lines.map(({ net }) => net));
    compare("BR-CO-10", "totals.lineNet", totals.lineNet, parts, "the lines sum up to", report);
  }
  compareKind("BR-CO-11", "totals.allowances", totals.allowances, "allowance", allowanceCharges, report);
  compareKind("BR-CO-12", "totals.charges", totals.charges, "charge", allowanceCharges, report);
  const taxExclusive = statesTaxExclusive(invoice) ? totals.taxExclusive : null;
  const net = total([totals.lineNet, zeroIfAbsent(totals.charges)], [zeroIfAbsent(totals.allowances)]);
  compare("BR-CO-13", "totals.taxExclusive", taxExclusive, net, "lines less allowances plus charges are", report);
  if (taxBreakdown.length > 0) {
    const parts = sum(taxBreakdown.map(({ tax }) => tax));
    compare("BR-CO-14", "totals.tax", totals.tax, parts, "the taxes of the breakdown sum up to", report);
  }
  const tax = followsEn16931(invoice) ? zeroIfAbsent(totals.tax) : totals.tax;
  const gross = total([taxExclusive, tax], []);
  compare("BR-CO-15", "totals.taxInclusive", totals.taxInclusive, gross, "total without tax plus tax is", report);
  const due = total([totals.taxInclusive, zeroIfAbsent(totals.rounding)], [zeroIfAbsent(totals.prepaid)]);
  compare("BR-CO-16", "totals.payable", totals.payable, due, "total with tax less prepaid plus rounding is", report);
}

/**
 * FatturaPA states the total with tax only, and what is due is less what the buyer withholds; with discounts on document
 * level its issuers do not agree on whether the breakdown holds them.
 */
function checkFatturaPaTotal({ totals, allowanceCharges }: Invoice, report: Report): void {
  if (allowanceCharges.length > 0) return;
  const gross = total([totals.taxExclusive, totals.tax, zeroIfAbsent(totals.rounding)], []);
  compare("BR-CO-15", "totals.taxInclusive", totals.taxInclusive, gross, "the breakdown sums up to", report);
}

function compare(
  code: string,
  path: string,
  stated: DecimalString | null,
  computed: Big | null,
  words: string,
  report: Report,
): void {
  const value = decimal(stated);
  if (value === null || computed === null || agrees(value, computed)) return;
  report(code, "error", path, `${words} ${computed.toFixed()}, the document states ${stated}`);
}

function compareKind(
  code: string,
  path: string,
  stated: DecimalString | null,
  kind: AllowanceCharge["kind"],
  allowanceCharges: readonly AllowanceCharge[],
  report: Report,
): void {
  const parts = allowanceCharges.filter((part) => part.kind === kind);
  if (parts.length === 0) return;
  const computed = sum(parts.map(({ amount }) => amount));
  compare(code, path, zeroIfAbsent(stated), computed, `the ${kind}s on document level sum up to`, report);
}

function total(plus: readonly (DecimalString | null)[], minus: readonly (DecimalString | null)[]): Big | null {
  if (plus.includes(null)) return null;
  const added = sum(plus);
  const taken = sum(minus);
  return added === null || taken === null ? null : added.minus(taken);
}

function zeroIfAbsent(amount: DecimalString | null): DecimalString {
  return amount ?? "0";
}
