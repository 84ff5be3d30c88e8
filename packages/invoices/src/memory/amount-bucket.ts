import { amountTolerance, dateToleranceDays } from "../duplicates/resemblance.js";

const bucketWidth = -Math.log(1 - amountTolerance);
const windowMs = dateToleranceDays * 86_400_000;

/**
 * The bucket of an amount on a logarithmic scale, as wide as the tolerance of duplicates: two amounts within the
 * tolerance are in the same bucket or in neighbours. Only narrows a search; the comparison itself is decimal. `null`
 * where there is no amount or it is zero.
 */
export function amountBucket(amount: string | null): number | null {
  const value = amount === null ? 0 : Math.abs(Number(amount));
  return value > 0 && Number.isFinite(value) ? Math.floor(Math.log(value) / bucketWidth) : null;
}

/** The span of days, as long as the tolerance of duplicates, that a date lies in; dates within it are in neighbours. */
export function dateBucket(date: string | null): number | null {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? null : Math.floor(time / windowMs);
}
