import type { EarlierDocument, RecallQuery } from "../memory/port.js";
import { decimal, isDecimal } from "../money/decimal.js";

/** How far apart two amounts of one invoice sent twice may be, as a share of the larger. */
export const amountTolerance = 0.01;
/** How far apart the dates of one invoice sent twice may be. */
export const dateToleranceDays = 7;

/** How an earlier document resembles one: the ways that make it worth a look as its duplicate. */
export type Resemblance = "same-number" | "near" | "same-number-elsewhere";

/**
 * Whether an earlier document may be the same one again, and by what: the same vendor and number; the same vendor and
 * currency with amount and date close together; the same number, amount and currency under another vendor. Documents of
 * different types never resemble each other, and a document does not resemble itself.
 */
export function resemblance(document: RecallQuery, earlier: EarlierDocument): Resemblance | null {
  if (document.type !== earlier.type || document.documentKey === earlier.documentKey) return null;
  const sameNumber = document.numberKey !== null && document.numberKey === earlier.numberKey;
  if (sameVendor(document, earlier)) {
    if (sameNumber) return "same-number";
    return isNear(document, earlier) ? "near" : null;
  }
  return sameNumber && sameAmount(document, earlier) ? "same-number-elsewhere" : null;
}

/** Days and relative difference in amount between two documents that are near, for ranking; 0 is the same. */
export function distance(document: RecallQuery, earlier: EarlierDocument): number {
  const days = daysApart(document.issueDate, earlier.issueDate) ?? dateToleranceDays;
  const amount = Number(document.payable);
  const difference = Math.abs(amount - Number(earlier.payable)) / Math.max(Math.abs(amount), 1e-9);
  return days / dateToleranceDays + difference / amountTolerance;
}

/** Whole days between two calendar days; `null` where one is missing or no date. */
export function daysApart(one: string | null, other: string | null): number | null {
  if (one === null || other === null) return null;
  const days = Math.abs(Date.parse(one) - Date.parse(other)) / 86_400_000;
  return Number.isNaN(days) ? null : days;
}

function sameVendor(document: RecallQuery, earlier: EarlierDocument): boolean {
  if (document.vendorKey !== null && document.vendorKey === earlier.vendorKey) return true;
  return document.nameKey !== null && document.nameKey === earlier.nameKey;
}

function isNear(document: RecallQuery, earlier: EarlierDocument): boolean {
  if (document.currency === null || document.currency !== earlier.currency) return false;
  if (document.payable === null || earlier.payable === null) return false;
  const days = daysApart(document.issueDate, earlier.issueDate);
  return days !== null && days <= dateToleranceDays && withinTolerance(document.payable, earlier.payable);
}

/** Doubles tell where the answer is clear, which spares most of the decimal arithmetic; decimals decide at the border. */
function withinTolerance(one: string, other: string): boolean {
  const [a, b] = [Number(one), Number(other)];
  const share = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)) / amountTolerance;
  if (share > 1.001) return false;
  if (share < 0.999) return isDecimal(one) && isDecimal(other);
  const amount = decimal(one);
  const earlierAmount = decimal(other);
  if (amount === null || earlierAmount === null || amount.eq(0)) return false;
  const larger = amount.abs().gt(earlierAmount.abs()) ? amount.abs() : earlierAmount.abs();
  return amount.minus(earlierAmount).abs().lte(larger.times(amountTolerance));
}

function sameAmount(document: RecallQuery, earlier: EarlierDocument): boolean {
  if (document.currency !== earlier.currency) return false;
  if (document.payable === earlier.payable) return document.payable !== null;
  const amount = decimal(document.payable);
  const earlierAmount = decimal(earlier.payable);
  return amount !== null && earlierAmount !== null && amount.eq(earlierAmount);
}
