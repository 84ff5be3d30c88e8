import type { EarlierDocument } from "@tidegate/invoices";
import type { Session } from "../database/database.js";
import type { KnownDocument } from "./document-record.js";
import { readVendor } from "./recalled-vendor.js";

interface Row extends EarlierDocument {
  readonly sequence: number;
  readonly recalledVendor: string | null;
}

/** The span of the sequence numbers lets DuckDB pass over the rest of a large ledger. */
const sql = `
SELECT sequence::DOUBLE AS sequence, document_key AS "documentKey", file, position, type, number,
  number_key AS "numberKey", vendor_key AS "vendorKey", name_key AS "nameKey", vendor_name AS "vendorName",
  issue_date::VARCHAR AS "issueDate", currency, payable, recalled_vendor AS "recalledVendor"
FROM ledger
WHERE sequence BETWEEN $2::BIGINT AND $3::BIGINT
  AND sequence IN (SELECT unnest(string_split($1, ','))::BIGINT)`;

/** The rows with these sequence numbers. */
export async function readDocuments(
  session: Session,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, KnownDocument>> {
  const found = new Map<number, KnownDocument>();
  if (sequences.length === 0) return found;
  const sorted = [...sequences].sort((one, other) => one - other);
  const [first = 0, last = first] = [sorted[0], sorted.at(-1)];
  for (const row of await session.rows<Row>(sql, sorted.join(","), first, last)) {
    const { sequence, recalledVendor, ...document } = row;
    found.set(sequence, { document, recalledVendor: readVendor(recalledVendor) });
  }
  return found;
}
