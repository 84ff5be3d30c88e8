import type { Database } from "../database/database.js";

/** A vendor as the ledger knows it, to choose from. */
export interface VendorCandidate {
  readonly vendorKey: string;
  readonly name: string | null;
  readonly documents: number;
}

export type VendorSearch =
  | { readonly outcome: "found"; readonly vendor: VendorCandidate }
  /** Several vendors go by what was asked for: ask again with one of the keys. */
  | { readonly outcome: "ambiguous"; readonly candidates: readonly VendorCandidate[] }
  /** No vendor does; these have names most like it. */
  | { readonly outcome: "unknown"; readonly nearest: readonly VendorCandidate[] };

interface Row extends VendorCandidate {
  readonly rank: number;
}

const shown = 5;
/** Jaro-Winkler similarity of names; below it there is nothing in common. */
const leastLikeness = 0.6;

/**
 * One row a vendor: documents without a VAT number go to the vendor with the same name that has one. `rank` tells how
 * the vendor was found: by key, by VAT number, by its name, by a part of it (1 to 4), or by likeness (5).
 */
const sql = `
WITH named AS (
  SELECT vendor_key, name_key, vendor_name, count(*) AS documents FROM ledger WHERE vendor_key IS NOT NULL GROUP BY ALL
), owner AS (
  SELECT name_key, min(vendor_key) AS vendor_key FROM named WHERE vendor_key LIKE 'vat:%' AND name_key IS NOT NULL
  GROUP BY name_key HAVING count(DISTINCT vendor_key) = 1
), vendor AS (
  SELECT CASE WHEN named.vendor_key LIKE 'vat:%' THEN named.vendor_key ELSE coalesce(owner.vendor_key, named.vendor_key) END
    AS vendor_key, named.name_key, vendor_name, documents
  FROM named LEFT JOIN owner USING (name_key)
), asked AS (
  SELECT trim($1) AS text, lower(trim($1)) AS name, 'vat:' || regexp_replace(upper($1), '[^A-Z0-9]', '', 'g') AS vat
), ranked AS (
  SELECT vendor_key, max_by(vendor_name, documents) AS name, sum(documents)::INTEGER AS documents,
    min(CASE
      WHEN vendor_key = asked.text OR name_key = asked.text THEN 1
      WHEN vendor_key = asked.vat THEN 2
      WHEN lower(vendor_name) = asked.name THEN 3
      WHEN asked.name <> '' AND contains(lower(vendor_name), asked.name) THEN 4
      ELSE 5
    END)::INTEGER AS rank,
    max(jaro_winkler_similarity(lower(vendor_name), asked.name)) AS likeness
  FROM vendor, asked GROUP BY vendor_key
)
SELECT vendor_key AS "vendorKey", name, documents, rank FROM ranked
WHERE rank < 5 OR likeness >= ${leastLikeness}
ORDER BY rank, likeness DESC, documents DESC, vendor_key
LIMIT ${shown}`;

/** Finds a vendor by its key, VAT number or name. */
export async function findVendor(database: Database, text: string): Promise<VendorSearch> {
  const rows = await database.rows<Row>(sql, text);
  const [first, second] = rows;
  const candidates = rows.map(({ vendorKey, name, documents }) => ({ vendorKey, name, documents }));
  const [vendor] = candidates;
  if (first === undefined || vendor === undefined || first.rank === 5)
    return { outcome: "unknown", nearest: candidates };
  if (second === undefined || second.rank > first.rank) return { outcome: "found", vendor };
  return { outcome: "ambiguous", candidates: candidates.filter((_, index) => rows[index]?.rank === first.rank) };
}
