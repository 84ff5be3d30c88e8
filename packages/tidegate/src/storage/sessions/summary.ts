import type { RiskDistribution } from "@tidegate/invoices";
import type { Session } from "../database/database.js";

/** What a session did, summed over its documents. Decimals as text. */
export interface SessionSummary {
  readonly enhanced: number;
  readonly total: string;
  readonly converted: number;
  readonly vendors: number;
  readonly currencies: Readonly<Record<string, number>>;
  readonly risk: RiskDistribution;
  readonly reviewed: number;
  readonly degraded: number;
  readonly failed: number;
  readonly costUsd: string;
  readonly savedUsd: string;
  readonly cacheHits: number;
  readonly meanDurationMs: number | null;
}

type Row = Omit<SessionSummary, "currencies" | "risk"> & {
  readonly low: number;
  readonly medium: number;
  readonly high: number;
};

const sql = `
SELECT count(*)::INTEGER AS enhanced,
  coalesce(sum(CASE WHEN type = 'credit-note' THEN -abs(base_amount) ELSE base_amount END), 0)::VARCHAR AS total,
  count(base_amount)::INTEGER AS converted, count(DISTINCT vendor_key)::INTEGER AS vendors,
  count(*) FILTER (risk_level = 'LOW')::INTEGER AS low, count(*) FILTER (risk_level = 'MEDIUM')::INTEGER AS medium,
  count(*) FILTER (risk_level = 'HIGH')::INTEGER AS high, count(*) FILTER (route = 'review')::INTEGER AS reviewed,
  count(*) FILTER (degraded)::INTEGER AS degraded, count(*) FILTER (failed)::INTEGER AS failed,
  coalesce(sum(cost_usd), 0)::VARCHAR AS "costUsd", coalesce(sum(saved_usd), 0)::VARCHAR AS "savedUsd",
  coalesce(sum(cache_hits), 0)::DOUBLE AS "cacheHits", avg(duration_ms) AS "meanDurationMs"
FROM ledger WHERE session_id = $1`;

const byCurrency = `
SELECT currency, count(*)::INTEGER AS documents FROM ledger WHERE session_id = $1 AND currency IS NOT NULL
GROUP BY currency ORDER BY documents DESC, currency`;

/** Sums up the documents that a session processed and no later one has processed again. */
export async function summariseSession(session: Session, id: string): Promise<SessionSummary> {
  const [row] = await session.rows<Row>(sql, id);
  if (row === undefined) throw new TypeError("an aggregate gives one row");
  const currencies = await session.rows<{ currency: string; documents: number }>(byCurrency, id);
  const { low, medium, high, ...rest } = row;
  return {
    ...rest,
    currencies: Object.fromEntries(currencies.map(({ currency, documents }) => [currency, documents])),
    risk: { LOW: low, MEDIUM: medium, HIGH: high },
  };
}
