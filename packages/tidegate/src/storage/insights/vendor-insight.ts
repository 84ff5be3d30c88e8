import { type RiskLevel, type VendorInsight, vendorConfidence } from "@tidegate/invoices";
import type { Database, Session } from "../database/database.js";
import { type AmountRow, amountColumnsSql, toAmountSummary, twoDecimals } from "./amount-row.js";
import { findVendor, type VendorSearch } from "./find-vendor.js";
import { toIsoInstant, toTimestamp } from "./timestamp.js";

export type VendorAnswer = VendorInsight | Exclude<VendorSearch, { outcome: "found" }>;

interface Overview {
  readonly documents: number;
  readonly creditNotes: number;
  readonly names: readonly string[];
  readonly currencies: readonly string[];
  readonly accounts: readonly string[];
  readonly low: number;
  readonly medium: number;
  readonly high: number;
  readonly reviewed: number;
  readonly degraded: number;
  readonly recentLevels: readonly RiskLevel[];
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly recentDocuments: number;
  readonly recentTotal: string | null;
  readonly meanDurationMs: number;
  readonly cacheHits: number;
}

const dayMs = 86_400_000;
const recentDays = 30;
const recentLevels = 5;

/** The vendor's documents: those with its key, and those without a VAT number under one of its names. */
const documents = `
document AS (
  SELECT * FROM ledger WHERE vendor_key = $1 OR (
    vendor_key LIKE 'name:%' AND name_key IN (SELECT DISTINCT name_key FROM ledger WHERE vendor_key = $1)
  )
), invoice AS (
  SELECT * FROM document WHERE type = 'invoice'
)`;

const overview = `
WITH ${documents}
SELECT count(*)::INTEGER AS documents, count(*) FILTER (type = 'credit-note')::INTEGER AS "creditNotes",
  (SELECT list(vendor_name ORDER BY n DESC, vendor_name) FROM (
    SELECT vendor_name, count(*) AS n FROM document WHERE vendor_name IS NOT NULL GROUP BY vendor_name
  )) AS names,
  list_sort(coalesce(list(DISTINCT currency) FILTER (currency IS NOT NULL), [])) AS currencies,
  list_sort(list_distinct(flatten(coalesce(list(DISTINCT accounts), [])))) AS accounts,
  count(*) FILTER (risk_level = 'LOW')::INTEGER AS low, count(*) FILTER (risk_level = 'MEDIUM')::INTEGER AS medium,
  count(*) FILTER (risk_level = 'HIGH')::INTEGER AS high, count(*) FILTER (route = 'review')::INTEGER AS reviewed,
  count(*) FILTER (degraded)::INTEGER AS degraded,
  (SELECT list(risk_level ORDER BY processed_at DESC, sequence DESC) FROM (
    SELECT * FROM document ORDER BY processed_at DESC, sequence DESC LIMIT ${recentLevels}
  )) AS "recentLevels",
  min(processed_at)::VARCHAR AS "firstSeen", max(processed_at)::VARCHAR AS "lastSeen",
  count(*) FILTER (processed_at > $2::TIMESTAMP)::INTEGER AS "recentDocuments",
  sum(base_amount) FILTER (processed_at > $2::TIMESTAMP AND type = 'invoice') AS "recentTotal",
  avg(duration_ms) AS "meanDurationMs", sum(cache_hits)::DOUBLE AS "cacheHits"
FROM document`;

const amounts = `WITH ${documents} SELECT ${amountColumnsSql("base_amount")} FROM invoice`;
const amountsByCurrency = `
WITH ${documents} SELECT currency, ${amountColumnsSql("payable_amount")} FROM invoice
WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency`;

/**
 * What the ledger tells about a vendor, by key, VAT number or name; the vendors to choose from where several go by it,
 * those with the nearest names where none does. `now` is ms since 1970.
 */
export async function vendorInsight(database: Database, text: string, now: number): Promise<VendorAnswer> {
  const search = await findVendor(database, text);
  if (search.outcome !== "found") return search;
  const { vendorKey } = search.vendor;
  return database.exclusively((session) => read(session, vendorKey, now));
}

async function read(session: Session, vendorKey: string, now: number): Promise<VendorInsight> {
  const [row] = await session.rows<Overview>(overview, vendorKey, toTimestamp(now - recentDays * dayMs));
  if (row === undefined) throw new TypeError(`no documents of ${vendorKey}`);
  const [base] = await session.rows<AmountRow>(amounts, vendorKey);
  const byCurrency = await session.rows<AmountRow & { currency: string }>(amountsByCurrency, vendorKey);
  const [name = null, ...aliases] = row.names ?? [];
  const lastSeen = toIsoInstant(row.lastSeen);
  return {
    vendorKey,
    name,
    aliases,
    documents: row.documents,
    creditNotes: row.creditNotes,
    amounts: toAmountSummary(base),
    amountsByCurrency: Object.fromEntries(byCurrency.map((amount) => [amount.currency, toAmountSummary(amount)])),
    currencies: row.currencies,
    accounts: row.accounts,
    risk: { LOW: row.low, MEDIUM: row.medium, HIGH: row.high },
    reviewed: row.reviewed,
    degraded: row.degraded,
    recentLevels: row.recentLevels,
    firstSeen: toIsoInstant(row.firstSeen),
    lastSeen,
    lastThirtyDays: { documents: row.recentDocuments, total: twoDecimals(row.recentTotal ?? "0") },
    meanDurationMs: row.meanDurationMs,
    cacheHits: row.cacheHits,
    confidence: vendorConfidence(row.documents, (now - Date.parse(lastSeen)) / dayMs),
  };
}
