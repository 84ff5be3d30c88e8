import { amountTolerance, dateToleranceDays } from "@tidegate/invoices";
import { combine } from "./key-hashes.js";

/** Doubles only narrow the search: what is found is compared again in decimals, so the bound is a little wide. */
export const wideTolerance = amountTolerance * 1.001;
const reach = -Math.log(1 - wideTolerance);
/** As wide as the reach to both sides, so that what is near lies in two cells at most. */
const amountWidth = reach * 2.001;
const dayWidth = dateToleranceDays * 2 + 1;

/** The cell of an amount other than 0 and a day, one of those `cellsAround` gives for every document near to it. */
export function cellOf(amount: number, day: number): number {
  return combine(Math.floor(Math.log(Math.abs(amount)) / amountWidth), Math.floor(day / dayWidth));
}

/** The one, two or four cells that documents near to an amount and a day lie in. */
export function cellsAround(amount: number, day: number): readonly number[] {
  const logarithm = Math.log(Math.abs(amount));
  const cells: number[] = [];
  const lastAmount = Math.floor((logarithm + reach) / amountWidth);
  const lastDay = Math.floor((day + dateToleranceDays) / dayWidth);
  for (let amountCell = Math.floor((logarithm - reach) / amountWidth); amountCell <= lastAmount; amountCell++) {
    for (let dayCell = Math.floor((day - dateToleranceDays) / dayWidth); dayCell <= lastDay; dayCell++) {
      cells.push(combine(amountCell, dayCell));
    }
  }
  return cells;
}
