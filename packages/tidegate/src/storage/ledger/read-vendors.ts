import { mostAccounts, pairKey, type RecallQuery, type VendorMemory } from "@tidegate/invoices";
import type { Session } from "../database/database.js";
import { jsonParameter, jsonTableSql } from "../database/json-parameter.js";

const columns = { vendorKey: "VARCHAR", nameKey: "VARCHAR" };

/** The same figures as `VendorStatistics` keeps, for vendors met for the first time in this run. */
const sql = `
WITH vendor AS MATERIALIZED (
  SELECT * FROM ${jsonTableSql("$1", columns)}
), document AS (
  SELECT v.place, l.* FROM vendor v JOIN ledger l ON l.vendor_key = v."vendorKey"
  UNION ALL
  SELECT v.place, l.* FROM vendor v JOIN ledger l
    ON l.name_key = v."nameKey" WHERE l.vendor_key IS DISTINCT FROM v."vendorKey"
), measured AS (
  SELECT *, CASE WHEN type = 'invoice' THEN base_amount::DOUBLE END AS amount FROM document
)
SELECT place, count(*)::INTEGER AS documents, count(amount)::INTEGER AS amounts,
  avg(amount) AS "meanAmount", stddev_samp(amount) AS spread,
  avg(CASE WHEN amount IS NULL THEN NULL WHEN payable_amount <> 0 AND payable_amount % 100 = 0 THEN 1.0 ELSE 0.0 END)
    AS "roundShare",
  list_sort(coalesce(list(DISTINCT currency) FILTER (currency IS NOT NULL), [])) AS currencies,
  list_sort(list_distinct(flatten(coalesce(list(DISTINCT accounts), []))))[:${mostAccounts}] AS accounts
FROM measured GROUP BY place`;

/** What the ledger knows of vendors, by `pairKey`; absent where it knows none of their documents. */
export async function readVendors(
  session: Session,
  vendors: readonly Pick<RecallQuery, "vendorKey" | "nameKey">[],
): Promise<ReadonlyMap<string, VendorMemory>> {
  const keys = vendors.map(({ vendorKey, nameKey }) => ({ vendorKey, nameKey }));
  const found = new Map<string, VendorMemory>();
  for (const { place, ...memory } of await session.rows<VendorMemory & { place: number }>(sql, jsonParameter(keys))) {
    const vendor = vendors[place];
    if (vendor !== undefined) found.set(pairKey(vendor), memory);
  }
  return found;
}
