export type Severity = "error" | "warning" | "info";

/**
 * Something a check noticed about a document. `code` is stable: the EN 16931 rule (`BR-CO-15`) where there is one,
 * else a word of ours (`VAT-CHECKSUM`, `DUPLICATE-EXACT`).
 */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Where in the invoice, in our own shape: `seller.vatId`, `lines[2].net`. `null` for the whole document. */
  readonly path: string | null;
}
