import Big from "big.js";
import type { DecimalString } from "../model/invoice.js";

/** Longer than any honest amount; bounds the cost of arithmetic on hostile input. */
const maxLength = 64;
const plainNotation = /^-?\d+(?:\.\d+)?$/;

/** Whether `text` is a number in plain notation: digits, at most one point with digits on both sides, one leading minus. */
export function isDecimal(text: string): text is DecimalString {
  return text.length <= maxLength && plainNotation.test(text);
}

/**
 * Reads a decimal number in plain notation, or gives `null`: no exponent, no plus, no separators, no blanks, at most 64
 * characters.
 *
 * @example decimal("-12.50")?.toFixed() // "-12.5"
 */
export function decimal(text: DecimalString | null): Big | null {
  return text !== null && isDecimal(text) ? new Big(text) : null;
}

/** Exact sum; `null` as soon as one of the parts is no decimal. The sum of nothing is zero. */
export function sum(amounts: Iterable<DecimalString | null>): Big | null {
  let total = new Big(0);
  for (const amount of amounts) {
    const part = decimal(amount);
    if (part === null) return null;
    total = total.plus(part);
  }
  return total;
}

/** Orders two decimals by value: -1, 0 or 1. Throws `TypeError` where one of them is no decimal. */
export function compareDecimals(left: DecimalString, right: DecimalString): -1 | 0 | 1 {
  if (left === right && isDecimal(left)) return 0;
  const a = decimal(left);
  const b = decimal(right);
  if (a === null || b === null) throw new TypeError("compareDecimals takes plain decimal numbers such as -12.50");
  return a.cmp(b);
}
