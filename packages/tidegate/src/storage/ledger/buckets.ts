import { amountTolerance, dateToleranceDays } from "@tidegate/invoices";

const bucketWidth = -Math.log(1 - amountTolerance);

/** SQL: the amount's bucket on a logarithmic scale; amounts within the tolerance are in the same one or a neighbour. */
export function amountBucketSql(amount: string): string {
  return `CASE WHEN ${amount} <> 0 THEN floor(ln(abs(${amount})::DOUBLE) / ${bucketWidth})::INTEGER END`;
}

/** SQL: the date's bucket; dates within the tolerance are in the same one or a neighbour. */
export function dateBucketSql(date: string): string {
  return `floor(date_diff('day', DATE '1970-01-01', ${date}) / ${dateToleranceDays})::INTEGER`;
}
