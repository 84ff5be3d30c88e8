import type { Session } from "../database/database.js";
import { type IndexedKeys, KeyIndex, noDay } from "./index/key-index.js";

const sql = `
SELECT sequence::DOUBLE, document_hash, number_hash, vendor_hash, name_hash, kind_hash,
  coalesce((issue_date - DATE '1970-01-01')::INTEGER, ${noDay}), coalesce(try_cast(payable AS DOUBLE), 'nan'::DOUBLE),
  coalesce(log_offset, -1)::DOUBLE
FROM ledger`;

/** Builds the index of the ledger's documents, about so many, in one pass over columns of numbers. */
export async function readIndex(session: Session, documents: number): Promise<KeyIndex> {
  const index = new KeyIndex(documents);
  await session.visit(sql, (number) => {
    const keys: IndexedKeys = {
      hashes: { document: number(1), number: number(2), vendor: number(3), name: number(4), kind: number(5) },
      day: number(6),
      amount: number(7) + 0,
    };
    index.put(number(0), keys);
    index.setOffset(number(0), number(8));
  });
  return index;
}
