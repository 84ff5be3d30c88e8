import { amountTolerance, dateToleranceDays, mostCandidates, type RecallQuery } from "@tidegate/invoices";
import type { Session } from "../database/database.js";
import { jsonParameter, jsonTableSql } from "../database/json-parameter.js";
import { amountBucketSql, dateBucketSql } from "./buckets.js";

/** Rows of the ledger that concern the queries of a batch, by their place in the batch. */
export interface Candidates {
  /** The row of the document itself, where it was processed before. */
  readonly own: ReadonlyMap<number, number>;
  /** Rows that may resemble it, first seen before it. */
  readonly earlier: ReadonlyMap<number, readonly number[]>;
}

const columns: Record<keyof RecallQuery, "VARCHAR"> = {
  documentKey: "VARCHAR",
  type: "VARCHAR",
  vendorKey: "VARCHAR",
  nameKey: "VARCHAR",
  numberKey: "VARCHAR",
  currency: "VARCHAR",
  payable: "VARCHAR",
  issueDate: "VARCHAR",
};

/** Doubles only narrow the search: what is found is compared again in decimals, so the bound is a little wide. */
const wideTolerance = amountTolerance * 1.001;
const distance = `abs(date_diff('day', q.issue_date, l.issue_date)) / ${dateToleranceDays}
  + abs(q.amount - l.payable_amount::DOUBLE) / abs(q.amount) / ${amountTolerance}`;
const sameVendor = "(l.vendor_key = q.vendor_key OR l.name_key = q.name_key)";

function nearBy(key: "vendor_key" | "name_key", otherwise: string): string {
  return `
  SELECT q.place, unnest(min({distance: ${distance}, sequence: l.sequence}, ${mostCandidates})).sequence AS sequence
  FROM probe q JOIN ledger l
    ON l.${key} = q.${key} AND l.currency = q.currency AND l.amount_bucket = q.amount_bucket
    AND l.date_bucket = q.date_bucket
  WHERE l.type = q.type AND l.sequence < q.before ${otherwise}
    AND abs(date_diff('day', q.issue_date, l.issue_date)) <= ${dateToleranceDays}
    AND abs(q.amount - l.payable_amount::DOUBLE) <= ${wideTolerance} * greatest(abs(q.amount), abs(l.payable_amount::DOUBLE))
  GROUP BY q.place`;
}

/**
 * One pass over the key columns for a whole batch. Joining on the key texts themselves is as fast as on 32 or 64 bit
 * hashes of them (17 ms against 13 ms for 1,024 queries on a million rows), and nothing more is stored.
 */
const sql = `
WITH asked AS MATERIALIZED (
  SELECT *, try_cast(payable AS DECIMAL(18, 4)) AS decimal_amount, try_cast("issueDate" AS DATE) AS issue_date
  FROM ${jsonTableSql("$1", columns)}
), own AS MATERIALIZED (
  SELECT a.place, l.sequence FROM asked a JOIN ledger l ON l.document_key = a."documentKey"
), batch AS MATERIALIZED (
  SELECT a.place, a.type, a."vendorKey" AS vendor_key, a."nameKey" AS name_key, a."numberKey" AS number_key, a.currency,
    a.payable, a.decimal_amount, a.decimal_amount::DOUBLE AS amount, a.issue_date,
    ${amountBucketSql("a.decimal_amount")} AS amount_bucket, ${dateBucketSql("a.issue_date")} AS date_bucket,
    coalesce(own.sequence, 9223372036854775807) AS before
  FROM asked a LEFT JOIN own USING (place)
), probe AS MATERIALIZED (
  SELECT * REPLACE (amount_bucket + amounts.step AS amount_bucket, date_bucket + dates.step AS date_bucket)
  FROM batch, (VALUES (-1), (0), (1)) amounts(step), (VALUES (-1), (0), (1)) dates(step)
  WHERE amount_bucket IS NOT NULL AND date_bucket IS NOT NULL AND currency IS NOT NULL
), found AS (
  SELECT place, unnest(min(sequence, ${mostCandidates})) AS sequence
  FROM (
    SELECT q.place, l.sequence, coalesce(${sameVendor}, false) AS same_vendor
    FROM batch q JOIN ledger l ON l.number_key = q.number_key
    WHERE l.type = q.type AND l.sequence < q.before AND (${sameVendor}
      OR (l.currency IS NOT DISTINCT FROM q.currency
        AND (l.payable = q.payable OR l.payable_amount = q.decimal_amount)))
  )
  GROUP BY place, same_vendor
  UNION ALL ${nearBy("vendor_key", "")}
  UNION ALL ${nearBy("name_key", "AND l.vendor_key IS DISTINCT FROM q.vendor_key")}
)
SELECT place, sequence::DOUBLE AS sequence, true AS own FROM own
UNION ALL
SELECT DISTINCT place, sequence::DOUBLE, false FROM found`;

/** Which rows of the ledger concern each query of a batch. */
export async function findCandidates(session: Session, queries: readonly RecallQuery[]): Promise<Candidates> {
  const rows = await session.rows<{ place: number; sequence: number; own: boolean }>(sql, jsonParameter(queries));
  const own = new Map<number, number>();
  const earlier = new Map<number, number[]>();
  for (const row of rows) {
    if (row.own) own.set(row.place, row.sequence);
    else earlier.set(row.place, [...(earlier.get(row.place) ?? []), row.sequence]);
  }
  return { own, earlier };
}
