import { documentKey, type LedgerEntry, numberKey, type RecallQuery } from "@tidegate/invoices";

/** A plausible processed document; `changes` say what matters to a test. The keys follow from the other fields. */
export function ledgerEntry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const number = changes.number === undefined ? "INV-1" : changes.number;
  const vendorName = changes.vendorName === undefined ? "Acme" : changes.vendorName;
  const nameKey = vendorName === null ? null : `name:${vendorName.toLowerCase()}`;
  const vendorKey = nameKey;
  const { file = "/in/a.json", position = 0 } = changes;
  return {
    documentKey: documentKey({
      file,
      position,
      vendorKey: changes.vendorKey ?? vendorKey,
      numberKey: numberKey(number),
    }),
    sessionId: "20260101T000000-0000",
    processedAt: "2026-01-01T10:00:00.000Z",
    durationMs: 1.5,
    file,
    position,
    type: "invoice",
    number,
    numberKey: numberKey(number),
    vendorKey,
    nameKey,
    vendorName,
    issueDate: "2026-01-01",
    currency: "EUR",
    payable: "119.00",
    baseAmount: "130.25",
    accounts: ["DE89370400440532013000"],
    country: "DE",
    vatStatus: "valid",
    riskPoints: 10,
    riskLevel: "LOW",
    route: "approve",
    degraded: false,
    failed: false,
    costUsd: "0.001",
    savedUsd: "0",
    cacheHits: 0,
    recalledVendor: null,
    ...changes,
  };
}

/** What is asked before the document of an entry is judged. */
export function recallQuery(entry: LedgerEntry): RecallQuery {
  const { documentKey, type, vendorKey, nameKey, numberKey, currency, payable, issueDate } = entry;
  return { documentKey, type, vendorKey, nameKey, numberKey, currency, payable, issueDate };
}
