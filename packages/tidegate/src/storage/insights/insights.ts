import type { SimilarDocument, SimilarityQuery } from "@tidegate/invoices";
import type { Database } from "../database/database.js";
import type { Ledger } from "../ledger/ledger.js";
import { similarDocuments } from "./similar.js";
import { type VendorAnswer, vendorInsight } from "./vendor-insight.js";

/** Questions about what was processed. */
export interface Insights {
  /** By key, VAT number or name. `now` is ms since 1970. */
  vendor(text: string, now: number): Promise<VendorAnswer>;
  similar(query: SimilarityQuery, most: number): Promise<readonly SimilarDocument[]>;
}

export function createInsights(database: Database, ledger: Ledger): Insights {
  return {
    vendor: (text, now) => ledger.flush().then(() => vendorInsight(database, text, now)),
    similar: (query, most) => ledger.flush().then(() => similarDocuments(database, query, most)),
  };
}
