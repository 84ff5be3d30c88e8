import Big from "big.js";
import type { CurrencyCode, DecimalString } from "../model/invoice.js";
import { minorUnits } from "./currencies.js";
import { decimal, isDecimal } from "./decimal.js";

/** What most amounts look like; they need no arithmetic. Zero is left out for the sake of its sign. */
const alreadyInCents = /^-?[1-9]\d{0,30}\.\d\d$/;

/**
 * Rounds to the minor units of a currency, half away from zero (big.js `roundHalfUp`), as commercial rounding and
 * EN 16931 do: `2.345` EUR is `2.35`, `-2.345` EUR is `-2.35`, `2.5` JPY is `3`. Never gives `-0`.
 *
 * Throws `TypeError` where `amount` is text that is no decimal.
 */
export function toMinorUnits(amount: Big | DecimalString, currency: CurrencyCode): DecimalString {
  const decimals = minorUnits(currency);
  if (typeof amount === "string" && decimals === 2 && alreadyInCents.test(amount)) return amount;
  const value = typeof amount === "string" ? decimal(amount) : amount;
  if (value === null) throw new TypeError("toMinorUnits takes a plain decimal number such as -12.50");
  const rounded = value.round(decimals, Big.roundHalfUp);
  return rounded.eq(0) ? zero(decimals) : rounded.toFixed(decimals);
}

/**
 * Writes an amount as it stands in a document with at least the decimals of its currency: `15000` EUR is `15000.00`,
 * while `0.1234` EUR stays, because a source's decimals are never thrown away. Text that is no decimal comes back as is.
 */
export function formatAmount(amount: DecimalString, currency: CurrencyCode): DecimalString {
  const decimals = minorUnits(currency);
  const point = amount.indexOf(".");
  const present = point < 0 ? 0 : amount.length - point - 1;
  if (present >= decimals) return amount;
  return isDecimal(amount) ? `${amount}${point < 0 ? "." : ""}${"0".repeat(decimals - present)}` : amount;
}

function zero(decimals: number): DecimalString {
  return decimals === 0 ? "0" : `0.${"0".repeat(decimals)}`;
}
