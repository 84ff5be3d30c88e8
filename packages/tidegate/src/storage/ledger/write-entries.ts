import type { LedgerEntry } from "@tidegate/invoices";
import type { Session } from "../database/database.js";
import { jsonParameter, jsonTableSql } from "../database/json-parameter.js";
import { amountBucketSql, dateBucketSql } from "./buckets.js";

/** An entry and its place in the order of first sight. */
export interface PlacedEntry {
  readonly sequence: number;
  readonly entry: LedgerEntry;
}

const vendorShape = {
  documents: "INTEGER",
  amounts: "INTEGER",
  meanAmount: "DOUBLE",
  spread: "DOUBLE",
  roundShare: "DOUBLE",
  currencies: ["VARCHAR"],
  accounts: ["VARCHAR"],
};
const entryShape: Record<keyof LedgerEntry, unknown> = {
  documentKey: "VARCHAR",
  sessionId: "VARCHAR",
  processedAt: "VARCHAR",
  durationMs: "DOUBLE",
  file: "VARCHAR",
  position: "INTEGER",
  type: "VARCHAR",
  number: "VARCHAR",
  numberKey: "VARCHAR",
  vendorKey: "VARCHAR",
  nameKey: "VARCHAR",
  vendorName: "VARCHAR",
  issueDate: "VARCHAR",
  currency: "VARCHAR",
  payable: "VARCHAR",
  baseAmount: "VARCHAR",
  accounts: ["VARCHAR"],
  country: "VARCHAR",
  vatStatus: "VARCHAR",
  riskPoints: "INTEGER",
  riskLevel: "VARCHAR",
  route: "VARCHAR",
  degraded: "BOOLEAN",
  failed: "BOOLEAN",
  costUsd: "VARCHAR",
  savedUsd: "VARCHAR",
  cacheHits: "INTEGER",
  recalledVendor: vendorShape,
};

const insert = `
INSERT INTO ledger BY NAME
WITH read AS MATERIALIZED (SELECT * FROM ${jsonTableSql("$1", { sequence: "BIGINT", ...entryShape })})
SELECT sequence, "documentKey" AS document_key, "sessionId" AS session_id,
  "processedAt"::TIMESTAMP AS processed_at, "durationMs" AS duration_ms, file, position, type, number,
  "numberKey" AS number_key, "vendorKey" AS vendor_key, "nameKey" AS name_key, "vendorName" AS vendor_name, issue_date,
  currency, payable, payable_amount, try_cast("baseAmount" AS DECIMAL(18, 4)) AS base_amount,
  ${amountBucketSql("payable_amount")} AS amount_bucket, ${dateBucketSql("issue_date")} AS date_bucket, accounts, country,
  "vatStatus" AS vat_status, "riskPoints" AS risk_points, "riskLevel" AS risk_level, route, degraded, failed,
  coalesce(try_cast("costUsd" AS DECIMAL(18, 8)), 0) AS cost_usd,
  coalesce(try_cast("savedUsd" AS DECIMAL(18, 8)), 0) AS saved_usd,
  "cacheHits" AS cache_hits, "recalledVendor" AS recalled_vendor
FROM (
  SELECT *, try_cast("issueDate" AS DATE) AS issue_date, try_cast(payable AS DECIMAL(18, 4)) AS payable_amount FROM read
)`;

/** Appends entries. */
export async function insertEntries(session: Session, entries: readonly PlacedEntry[]): Promise<void> {
  await session.run(insert, jsonParameter(entries.map(({ sequence, entry }) => ({ sequence, ...entry }))));
}

/** Which of these documents the ledger holds, and where. */
export async function findSequences(
  session: Session,
  documentKeys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await session.rows<{ document_key: string; sequence: number }>(
    `SELECT document_key, sequence::DOUBLE AS sequence FROM ledger
    WHERE document_key IN (SELECT "documentKey" FROM ${jsonTableSql("$1", { documentKey: "VARCHAR" })})`,
    jsonParameter(documentKeys.map((documentKey) => ({ documentKey }))),
  );
  return new Map(rows.map((row) => [row.document_key, row.sequence]));
}

/** Removes rows that are about to be replaced. */
export async function deleteEntries(session: Session, sequences: readonly number[]): Promise<void> {
  await session.run(
    `DELETE FROM ledger WHERE sequence IN (SELECT unnest(from_json($1::JSON, '["BIGINT"]')))`,
    JSON.stringify(sequences),
  );
}
