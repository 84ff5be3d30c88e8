import type { LedgerEntry } from "@tidegate/invoices";
import { type Column, columnParameters, listSeparator } from "../database/column-parameters.js";
import type { Parameter, Session } from "../database/database.js";
import type { KeyHashes } from "./index/key-hashes.js";

interface ColumnOf<Row> {
  readonly type: string;
  readonly of: (row: Row) => Parameter;
}

const entryColumns: Readonly<Record<string, ColumnOf<LedgerEntry>>> = {
  document_key: { type: "VARCHAR", of: (entry) => entry.documentKey },
  session_id: { type: "VARCHAR", of: (entry) => entry.sessionId },
  processed_at: { type: "TIMESTAMP", of: (entry) => entry.processedAt },
  duration_ms: { type: "DOUBLE", of: (entry) => entry.durationMs },
  file: { type: "VARCHAR", of: (entry) => entry.file },
  position: { type: "INTEGER", of: (entry) => entry.position },
  type: { type: "VARCHAR", of: (entry) => entry.type },
  number: { type: "VARCHAR", of: (entry) => entry.number },
  number_key: { type: "VARCHAR", of: (entry) => entry.numberKey },
  vendor_key: { type: "VARCHAR", of: (entry) => entry.vendorKey },
  name_key: { type: "VARCHAR", of: (entry) => entry.nameKey },
  vendor_name: { type: "VARCHAR", of: (entry) => entry.vendorName },
  issue_date: { type: "DATE", of: (entry) => entry.issueDate },
  currency: { type: "VARCHAR", of: (entry) => entry.currency },
  payable: { type: "VARCHAR", of: (entry) => entry.payable },
  base_amount: { type: "DECIMAL(18, 4)", of: (entry) => entry.baseAmount },
  accounts: { type: "VARCHAR[]", of: (entry) => entry.accounts.join(listSeparator) },
  country: { type: "VARCHAR", of: (entry) => entry.country },
  vat_status: { type: "VARCHAR", of: (entry) => entry.vatStatus },
  risk_points: { type: "INTEGER", of: (entry) => entry.riskPoints },
  risk_level: { type: "VARCHAR", of: (entry) => entry.riskLevel },
  route: { type: "VARCHAR", of: (entry) => entry.route },
  degraded: { type: "BOOLEAN", of: (entry) => entry.degraded },
  failed: { type: "BOOLEAN", of: (entry) => entry.failed },
  cost_usd: { type: "DECIMAL(18, 8)", of: (entry) => entry.costUsd },
  saved_usd: { type: "DECIMAL(18, 8)", of: (entry) => entry.savedUsd },
  cache_hits: { type: "INTEGER", of: (entry) => entry.cacheHits },
};

const hashColumns: Readonly<Record<string, ColumnOf<KeyHashes>>> = {
  document_hash: { type: "INTEGER", of: (hashes) => hashes.document },
  number_hash: { type: "INTEGER", of: (hashes) => hashes.number },
  vendor_hash: { type: "INTEGER", of: (hashes) => hashes.vendor },
  name_hash: { type: "INTEGER", of: (hashes) => hashes.name },
  kind_hash: { type: "INTEGER", of: (hashes) => hashes.kind },
};

/** An entry, its place in the order of first sight, and where it is in the document log. */
export interface PlacedEntry {
  readonly sequence: number;
  readonly entry: LedgerEntry;
  readonly hashes: KeyHashes;
  /** As `writeVendor` gives it. */
  readonly recalledVendor: string | null;
  readonly offset: number | null;
}

/** Writes entries; the rows of `replaced` ones go first. */
export async function writeEntries(
  session: Session,
  placed: readonly PlacedEntry[],
  replaced: readonly number[],
): Promise<void> {
  if (replaced.length > 0) {
    const sequences = columnParameters({ sequence: { type: "BIGINT", values: replaced } });
    await session.run(
      `DELETE FROM ledger WHERE sequence IN (SELECT sequence FROM ${sequences.sql})`,
      ...sequences.parameters,
    );
  }
  const entries = placed.map(({ entry }) => entry);
  const { sql, parameters } = columnParameters({
    sequence: { type: "BIGINT", values: placed.map(({ sequence }) => sequence) },
    log_offset: { type: "BIGINT", values: placed.map(({ offset }) => offset) },
    ...columnsOf(entryColumns, entries),
    ...columnsOf(
      hashColumns,
      placed.map(({ hashes }) => hashes),
    ),
    recalled_vendor: { type: "VARCHAR", values: placed.map(({ recalledVendor }) => recalledVendor) },
  });
  await session.run(
    `INSERT INTO ledger BY NAME
    SELECT * REPLACE (coalesce(cost_usd, 0) AS cost_usd, coalesce(saved_usd, 0) AS saved_usd),
      try_cast(payable AS DECIMAL(18, 4)) AS payable_amount FROM ${sql}`,
    ...parameters,
  );
}

function columnsOf<Row>(
  columns: Readonly<Record<string, ColumnOf<Row>>>,
  rows: readonly Row[],
): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { type, of }]) => [name, { type, values: rows.map(of) }]),
  );
}
