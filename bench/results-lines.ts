import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { EnhancedInvoice } from "@tidegate/invoices";

export interface OutcomeCounts {
  readonly documents: number;
  readonly errors: number;
  readonly degraded: number;
  readonly vat: Readonly<Record<string, number>>;
  readonly unverifiedNumbers: ReadonlySet<string>;
}

/** Counts what a results file says, the way a user would check it. */
export async function countOutcomes(file: string): Promise<OutcomeCounts> {
  let documents = 0;
  let errors = 0;
  let degraded = 0;
  const vat: Record<string, number> = {};
  const unverifiedNumbers = new Set<string>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    documents += 1;
    const outcome = JSON.parse(line) as EnhancedInvoice | { readonly error: unknown };
    if ("error" in outcome) {
      errors += 1;
      continue;
    }
    if (outcome.enhancement.degraded) degraded += 1;
    const seller = outcome.vat.seller;
    if (seller === null) continue;
    vat[seller.status] = (vat[seller.status] ?? 0) + 1;
    if (seller.status === "unverified") unverifiedNumbers.add(seller.number);
  }
  return { documents, errors, degraded, vat, unverifiedNumbers };
}
