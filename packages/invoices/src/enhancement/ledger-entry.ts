import { accountKey } from "../accounts/index.js";
import type { LedgerEntry, RecallQuery } from "../memory/port.js";
import type { EnhancedInvoice } from "../model/result.js";

/**
 * What memory keeps of a result. Written out field by field: copying an object of this size by spreading it took a tenth
 * of a batch's time.
 */
export function ledgerEntry(
  { invoice, vat, risk, decision, enhancement }: EnhancedInvoice,
  query: RecallQuery,
  known: Pick<LedgerEntry, "sessionId" | "baseAmount" | "cacheHits" | "recalledVendor">,
): LedgerEntry {
  return {
    documentKey: query.documentKey,
    sessionId: known.sessionId,
    processedAt: enhancement.finishedAt,
    durationMs: enhancement.durationMs,
    file: invoice.source.file,
    position: invoice.source.position,
    type: query.type,
    number: invoice.number,
    numberKey: query.numberKey,
    vendorKey: query.vendorKey,
    nameKey: query.nameKey,
    vendorName: invoice.seller.name,
    issueDate: query.issueDate,
    currency: query.currency,
    payable: query.payable,
    baseAmount: known.baseAmount,
    accounts: invoice.payment.accounts.map(({ id }) => accountKey(id)),
    country: invoice.seller.country,
    vatStatus: vat.seller?.status ?? null,
    riskPoints: Math.round(risk.score * 100),
    riskLevel: risk.level,
    route: decision.route,
    degraded: enhancement.degraded,
    failed: enhancement.errors.length > 0,
    costUsd: enhancement.costUsd,
    savedUsd: enhancement.savedUsd,
    cacheHits: known.cacheHits,
    recalledVendor: known.recalledVendor,
  };
}
