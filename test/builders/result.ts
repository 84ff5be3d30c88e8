import type { EnhancedInvoice, Invoice } from "@tidegate/invoices";
import { anInvoice } from "./invoice.js";

/** A result as enhancing an unremarkable invoice gives it, with the parts a test is about. */
export function aResult(parts: Partial<EnhancedInvoice> = {}, invoice: Invoice = anInvoice()): EnhancedInvoice {
  return {
    invoice,
    conversions: {
      USD: {
        amount: "1345.67",
        rate: "1.090000000000",
        rateDate: "2026-03-10",
        source: "ecb",
        fromCache: false,
        stale: false,
        ageSeconds: 0,
        costUsd: "0",
      },
    },
    vat: {
      seller: {
        number: "DE136695976",
        country: "DE",
        status: "unverified",
        reason: "timeout",
        confidence: 0.5,
        checks: { format: true, checksum: true, registry: "unavailable" },
        name: null,
        nameMatch: null,
        evidence: null,
        fromCache: false,
      },
    },
    findings: [],
    risk: {
      score: 0.05,
      level: "LOW",
      factors: [{ code: "VAT-UNVERIFIED", points: 5, message: "could not be verified (timeout)" }],
      requiresReview: false,
    },
    decision: { route: "approve", reasons: ["5 of 100 risk points, review starts at 50"] },
    enhancement: {
      startedAt: "2026-06-01T00:00:00.000Z",
      finishedAt: "2026-06-01T00:00:00.012Z",
      durationMs: 12.345,
      servicesUsed: ["exchange-rates", "vies"],
      costUsd: "0",
      savedUsd: "0",
      errors: [],
      warnings: [{ code: "VAT-NOT-VERIFIED", message: 'vies "timed out"' }],
      degraded: true,
      version: "0.1.0",
    },
    ...parts,
  };
}
