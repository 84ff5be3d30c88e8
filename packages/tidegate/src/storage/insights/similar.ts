import {
  type Likeness,
  type SimilarDocument,
  type SimilarityQuery,
  similarityWeights as weights,
} from "@tidegate/invoices";
import type { Database } from "../database/database.js";
import { plainDecimal } from "./amount-row.js";
import { toIsoInstant } from "./timestamp.js";

type Row = Omit<SimilarDocument, "likeness"> & {
  readonly vendorLikeness: number;
  readonly amountLikeness: number;
  readonly sameCurrency: boolean;
  readonly sameCountry: boolean;
  readonly sameType: boolean;
};

/** Names less alike than this are unlike: Jaro-Winkler gives unrelated names around a half. */
const leastLikeness = 0.7;

/**
 * Each name is compared once, not each document; the smaller amount as a share of the larger is the distance on a
 * logarithmic scale, since `min(a, b) / max(a, b) = exp(-|ln a - ln b|)`. Only the sequence numbers of the best are
 * sorted out; their other columns are read afterwards.
 */
const sql = `
WITH asked AS (
  SELECT try_cast($4 AS DOUBLE) AS amount
), name AS MATERIALIZED (
  SELECT vendor_name, CASE WHEN likeness >= ${leastLikeness} THEN likeness ELSE 0 END AS likeness FROM (
    SELECT vendor_name, jaro_winkler_similarity(lower(vendor_name), lower($3)) AS likeness
    FROM (SELECT DISTINCT vendor_name FROM ledger WHERE vendor_name IS NOT NULL)
  )
), compared AS (
  SELECT sequence,
    CASE WHEN vendor_key = $1 OR name_key = $2 THEN 1.0 ELSE coalesce(name.likeness, 0) END AS vendor_likeness,
    coalesce(CASE WHEN sign(base_amount) = sign(asked.amount) AND base_amount <> 0
      THEN least(abs(base_amount::DOUBLE), abs(asked.amount)) / greatest(abs(base_amount::DOUBLE), abs(asked.amount))
      END, 0) AS amount_likeness,
    coalesce(currency = $5, false) AS same_currency, coalesce(country = $6, false) AS same_country, type = $7 AS same_type
  FROM ledger LEFT JOIN name USING (vendor_name) CROSS JOIN asked
  WHERE document_key IS DISTINCT FROM $8
), best AS (
  SELECT *, ${weights.vendor} * vendor_likeness + ${weights.amount} * amount_likeness
    + ${weights.currency} * same_currency::INTEGER + ${weights.country} * same_country::INTEGER
    + ${weights.type} * same_type::INTEGER AS score
  FROM compared ORDER BY score DESC, sequence DESC LIMIT $9::INTEGER
)
SELECT document_key AS "documentKey", file, position, type, number, vendor_name AS "vendorName",
  issue_date::VARCHAR AS "issueDate", currency, payable, base_amount AS "baseAmount", risk_level AS "riskLevel",
  risk_points AS "riskPoints", route, processed_at::VARCHAR AS "processedAt", duration_ms AS "durationMs",
  cache_hits AS "cacheHits", round(score, 4)::DOUBLE AS score, vendor_likeness::DOUBLE AS "vendorLikeness",
  amount_likeness AS "amountLikeness", same_currency AS "sameCurrency", same_country AS "sameCountry",
  same_type AS "sameType"
FROM best JOIN ledger USING (sequence) ORDER BY score DESC, sequence DESC`;

/** The past processings most like a document, best first. */
export async function similarDocuments(
  database: Database,
  query: SimilarityQuery,
  most: number,
): Promise<readonly SimilarDocument[]> {
  const { vendorKey, nameKey, vendorName, baseAmount, currency, country, type, documentKey } = query;
  const rows = await database.rows<Row>(
    sql,
    ...[vendorKey, nameKey, vendorName, baseAmount, currency, country, type, documentKey, most],
  );
  return rows.map(({ vendorLikeness, amountLikeness, sameCurrency, sameCountry, sameType, ...document }) => {
    const likeness: Likeness = {
      vendor: vendorLikeness,
      amount: amountLikeness,
      currency: sameCurrency,
      country: sameCountry,
      type: sameType,
    };
    const baseAmount = document.baseAmount === null ? null : plainDecimal(document.baseAmount);
    return { ...document, baseAmount, processedAt: toIsoInstant(document.processedAt), likeness };
  });
}
