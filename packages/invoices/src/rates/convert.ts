import type { CurrencyCode, DecimalString, IsoDate } from "../model/invoice.js";
import type { Conversion } from "../model/result.js";
import { toMinorUnits } from "../money/amount.js";
import { minorUnits } from "../money/currencies.js";
import { product, roundedQuotient, type Scaled, scaled } from "../money/quotient.js";
import type { RateQuote } from "./port.js";

const rateDecimals = 12;
const unroundedDecimals = 18;
const identityRate = "1.000000000000";

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
  const prepared = prepareRate(cross);
  const dividend = product(scaled(amount), prepared.toPerBase);
  return {
    amount: roundedQuotient(dividend, prepared.fromPerBase, minorUnits(to)),
    unrounded: withoutTrailingZeros(roundedQuotient(dividend, prepared.fromPerBase, unroundedDecimals)),
    rate: prepared.rate,
  };
}

/** A cross rate taken apart once, for the many amounts of a batch that are converted at it. */
export interface PreparedRate {
  readonly toPerBase: Scaled;
  readonly fromPerBase: Scaled;
  /** Units of the target for one unit of the source, 12 decimals. */
  readonly rate: DecimalString;
}

/** Throws `TypeError` where a rate is no plain decimal, `RangeError` where `fromPerBase` is zero. */
export function prepareRate(cross: CrossRate): PreparedRate {
  const toPerBase = scaled(cross.toPerBase);
  const fromPerBase = scaled(cross.fromPerBase);
  return { toPerBase, fromPerBase, rate: roundedQuotient(toPerBase, fromPerBase, rateDecimals) };
}

/** The rounded amount of `convert`, at a rate that was prepared before. */
export function convertAt(
  amount: DecimalString,
  { toPerBase, fromPerBase }: PreparedRate,
  to: CurrencyCode,
): DecimalString {
  return roundedQuotient(product(scaled(amount), toPerBase), fromPerBase, minorUnits(to));
}

/**
 * An amount in the currency it already has: rate 1, asked of nobody, never stale. It is rounded to the currency's minor
 * units like every other conversion.
 */
export function identityConversion(amount: DecimalString, currency: CurrencyCode, date: IsoDate): Conversion {
  return {
    amount: toMinorUnits(amount, currency),
    rate: identityRate,
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
