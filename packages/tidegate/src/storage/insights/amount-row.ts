import type { AmountSummary, DecimalString } from "@tidegate/invoices";
import Big from "big.js";

/** Amounts of a group of documents as the ledger sums them: decimals as text, so that nothing is lost. */
export interface AmountRow {
  readonly count: number;
  readonly total: DecimalString | null;
  readonly median: DecimalString | null;
  readonly lowerQuartile: DecimalString | null;
  readonly upperQuartile: DecimalString | null;
  readonly standardDeviation: number | null;
  readonly smallest: DecimalString | null;
  readonly largest: DecimalString | null;
}

/** SQL: the columns of an `AmountRow` over a decimal column. */
export function amountColumnsSql(amount: string): string {
  return `count(${amount})::INTEGER AS count, sum(${amount}) AS total,
    quantile_cont(${amount}, 0.5) AS median, quantile_cont(${amount}, 0.25) AS "lowerQuartile",
    quantile_cont(${amount}, 0.75) AS "upperQuartile", stddev_samp(${amount}::DOUBLE) AS "standardDeviation",
    min(${amount}) AS smallest, max(${amount}) AS largest`;
}

export function toAmountSummary(row: AmountRow | undefined): AmountSummary {
  return {
    count: row?.count ?? 0,
    total: twoDecimals(row?.total ?? "0"),
    mean: meanOf(row?.total ?? null, row?.count ?? 0),
    median: nullable(row?.median),
    lowerQuartile: nullable(row?.lowerQuartile),
    upperQuartile: nullable(row?.upperQuartile),
    standardDeviation: nullable(row?.standardDeviation),
    smallest: nullable(row?.smallest),
    largest: nullable(row?.largest),
  };
}

/** The exact sum over the count, rounded once. */
export function meanOf(total: DecimalString | null, count: number): DecimalString | null {
  return total === null || count === 0 ? null : new Big(total).div(count).toFixed(2);
}

/** Two decimals, or as many more as the amount has. */
export function twoDecimals(amount: DecimalString | number): DecimalString {
  const value = new Big(amount);
  const exact = value.toFixed();
  return typeof amount === "string" && (exact.split(".")[1]?.length ?? 0) > 2 ? exact : value.toFixed(2);
}

/** A decimal as text without the zeros that a column's scale adds: `0.00100000` is `0.001`. */
export function plainDecimal(amount: DecimalString | null): DecimalString {
  return new Big(amount ?? 0).toFixed();
}

function nullable(amount: DecimalString | number | null | undefined): DecimalString | null {
  return amount === null || amount === undefined ? null : new Big(amount).toFixed(2);
}
