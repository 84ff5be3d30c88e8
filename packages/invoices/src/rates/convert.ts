import type { CurrencyCode, DecimalString, IsoDate } from "../model/invoice.js";
import type { Conversion } from "../model/result.js";
import { minorUnits } from "../money/currencies.js";
import { product, roundedQuotient, scaled } from "../money/quotient.js";
import type { RateQuote } from "./port.js";

const rateDecimals = 12;
const unroundedDecimals = 18;

/** A converted amount, before it is told where the rate came from. */
export interface ConvertedAmount {
  /** Rounded once from the exact quotient, half away from zero, to the ISO 4217 minor units of the target. */
  readonly amount: DecimalString;
  /** The exact amount as far as 18 decimals show it, without trailing zeros. */
  readonly unrounded: DecimalString;
  /** Units of the target for one unit of the source, 12 decimals. */
  readonly rate: DecimalString;
}

/** The two sides of a cross rate; every `RateQuote` is one. */
export type CrossRate = Pick<RateQuote, "fromPerBase" | "toPerBase">;

/**
 * Converts through the publication's base: `amount * toPerBase / fromPerBase`, kept exact until it is rounded. The
 * amount is not derived from the printed rate, which is itself rounded.
 *
 * Throws `TypeError` where `amount` or a rate is no plain decimal, `RangeError` where `fromPerBase` is zero.
 *
 * @example convert("100", { fromPerBase: "1", toPerBase: "7.4657" }, "DKK").amount // "746.57"
 */
export function convert(amount: DecimalString, cross: CrossRate, to: CurrencyCode): ConvertedAmount {
  const toPerBase = scaled(cross.toPerBase);
  const fromPerBase = scaled(cross.fromPerBase);
  const dividend = product(scaled(amount), toPerBase);
  return {
    amount: roundedQuotient(dividend, fromPerBase, minorUnits(to)),
    unrounded: withoutTrailingZeros(roundedQuotient(dividend, fromPerBase, unroundedDecimals)),
    rate: roundedQuotient(toPerBase, fromPerBase, rateDecimals),
  };
}

/**
 * An amount in the currency it already has: rate 1, asked of nobody, never stale. It is rounded to the currency's minor
 * units like every other conversion.
 */
export function identityConversion(amount: DecimalString, currency: CurrencyCode, date: IsoDate): Conversion {
  const { amount: rounded, rate } = convert(amount, { fromPerBase: "1", toPerBase: "1" }, currency);
  return {
    amount: rounded,
    rate,
    rateDate: date,
    source: "identity",
    fromCache: false,
    stale: false,
    ageSeconds: 0,
    costUsd: "0",
  };
}

function withoutTrailingZeros(text: DecimalString): DecimalString {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
