/** How much each likeness counts; together 1. The vendor tells most, then the size of the amount. */
export const similarityWeights = { vendor: 0.45, amount: 0.3, currency: 0.1, country: 0.1, type: 0.05 } as const;

/** What similar processings are looked for by. What is `null` counts as unlike. */
export interface SimilarityQuery {
  /** Left out of the answer: the document itself, where it was processed before. */
  readonly documentKey: string | null;
  readonly vendorKey: string | null;
  readonly nameKey: string | null;
  readonly vendorName: string | null;
  readonly baseAmount: string | null;
  readonly currency: string | null;
  readonly country: string | null;
  readonly type: "invoice" | "credit-note";
}
