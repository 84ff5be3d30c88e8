import type { EarlierDocument, VendorMemory } from "@tidegate/invoices";
import type { Session } from "../database/database.js";

/** A row of the ledger, as far as recalling needs it. */
export interface KnownDocument {
  readonly document: EarlierDocument;
  readonly recalledVendor: VendorMemory | null;
}

const sql = `
SELECT sequence::DOUBLE AS sequence, to_json({
  document: {
    "documentKey": document_key, file: file, position: position, type: type, number: number, "numberKey": number_key,
    "vendorKey": vendor_key, "nameKey": name_key, "vendorName": vendor_name, "issueDate": issue_date::VARCHAR,
    currency: currency, payable: payable
  },
  "recalledVendor": recalled_vendor
})::VARCHAR AS document
FROM ledger
WHERE sequence IN (SELECT unnest(from_json($1::JSON, '["BIGINT"]')))`;

/** The rows with these sequence numbers. */
export async function readDocuments(
  session: Session,
  sequences: Iterable<number>,
): Promise<ReadonlyMap<number, KnownDocument>> {
  const wanted = [...new Set(sequences)];
  const found = new Map<number, KnownDocument>();
  if (wanted.length === 0) return found;
  for (const row of await session.rows<{ sequence: number; document: string }>(sql, JSON.stringify(wanted))) {
    found.set(row.sequence, JSON.parse(row.document) as KnownDocument);
  }
  return found;
}
