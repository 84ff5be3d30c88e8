import type { SimilarDocument, SimilarityQuery } from "@tidegate/invoices";
import type { Database } from "../database/database.js";
import { similarDocuments } from "./similar.js";
import { type VendorAnswer, vendorInsight } from "./vendor-insight.js";

/** Questions about what was processed. */
export interface Insights {
  /** By key, VAT number or name. `now` is ms since 1970. */
  vendor(text: string, now: number): Promise<VendorAnswer>;
  similar(query: SimilarityQuery, most: number): Promise<readonly SimilarDocument[]>;
}

export function createInsights(database: Database): Insights {
  return {
    vendor: (text, now) => vendorInsight(database, text, now),
    similar: (query, most) => similarDocuments(database, query, most),
  };
}
