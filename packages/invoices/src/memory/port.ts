import type { CurrencyCode, DecimalString, InvoiceType, IsoDate } from "../model/invoice.js";
import type { RiskLevel, VatStatus } from "../model/result.js";

/** One processed document, as memory keeps it. One row per `documentKey`: enhancing it again replaces the row. */
export interface LedgerEntry {
  /** Identity of a document: file, position, vendor and number. Enhancing the same one again is no duplicate. */
  readonly documentKey: string;
  readonly sessionId: string;
  /** The processing's time, ISO 8601 UTC. */
  readonly processedAt: string;
  readonly durationMs: number;
  readonly file: string;
  readonly position: number;
  readonly type: InvoiceType;
  readonly number: string | null;
  /** Upper case, letters and digits only; see duplicates. */
  readonly numberKey: string | null;
  /** `vat:DE123456789` where a plausible VAT number is known, else `name:acme`. */
  readonly vendorKey: string | null;
  /** `name:acme`, so that a vendor is recognised whose VAT number is missing once. */
  readonly nameKey: string | null;
  readonly vendorName: string | null;
  readonly issueDate: IsoDate | null;
  readonly currency: CurrencyCode | null;
  readonly payable: DecimalString | null;
  /** `payable` in the base currency, `null` where it could not be converted. */
  readonly baseAmount: DecimalString | null;
  /** Normalised account identifiers. */
  readonly accounts: readonly string[];
  readonly country: string | null;
  readonly vatStatus: VatStatus | null;
  readonly riskPoints: number;
  readonly riskLevel: RiskLevel;
  readonly route: "approve" | "review";
  readonly degraded: boolean;
  readonly failed: boolean;
  readonly costUsd: DecimalString;
  readonly savedUsd: DecimalString;
  /** Paid or remote answers that came out of a cache in this processing. */
  readonly cacheHits: number;
  /**
   * `Recollection.vendor` this document was judged by. Kept, so that judging the same document again gives the same
   * answer whatever was learnt since.
   */
  readonly recalledVendor: VendorMemory | null;
}

/** What is asked of memory before a document is judged. */
export interface RecallQuery {
  readonly documentKey: string;
  readonly type: InvoiceType;
  readonly vendorKey: string | null;
  readonly nameKey: string | null;
  readonly numberKey: string | null;
  readonly currency: CurrencyCode | null;
  readonly payable: DecimalString | null;
  readonly issueDate: IsoDate | null;
}

/** An earlier document that may be the same one again. */
export interface EarlierDocument {
  readonly documentKey: string;
  readonly file: string;
  readonly position: number;
  readonly type: InvoiceType;
  readonly number: string | null;
  readonly numberKey: string | null;
  readonly vendorKey: string | null;
  readonly nameKey: string | null;
  readonly vendorName: string | null;
  readonly issueDate: IsoDate | null;
  readonly currency: CurrencyCode | null;
  readonly payable: DecimalString | null;
}

/**
 * What memory knows of a vendor, from the documents before: those with the same vendor key or the same name key. Amounts
 * are those of invoices (credit notes count as documents only) in the base currency; statistics, not money.
 */
export interface VendorMemory {
  readonly documents: number;
  /** How many amounts `meanAmount`, `spread` and `roundShare` stand on. */
  readonly amounts: number;
  readonly meanAmount: number | null;
  /** Sample standard deviation of the amounts, `null` under two of them. */
  readonly spread: number | null;
  /** Share of amounts that are multiples of 100 in the document's own currency. */
  readonly roundShare: number | null;
  /** Sorted. */
  readonly currencies: readonly CurrencyCode[];
  /** Sorted; at most `mostAccounts` of them. */
  readonly accounts: readonly string[];
}

export interface Recollection {
  /**
   * The document was processed before. Everything here is then what was known when it was first seen: documents that
   * came later are not `earlier`, and the vendor is remembered as of then.
   */
  readonly known: boolean;
  /**
   * How many documents memory held before this one was first seen; under some tens of them a vendor unseen so far means
   * nothing.
   */
  readonly documentsBefore: number;
  readonly vendor: VendorMemory | null;
  /** Candidates: same vendor and number, same vendor near in date and amount, same number and amount elsewhere. */
  readonly earlier: readonly EarlierDocument[];
}

/**
 * Port: what was learnt from earlier documents. Batched, because one question a document is too slow for a store.
 * Calls take effect in the order they are made: `recall` sees every `remember` called before it, finished or not.
 */
export interface Memory {
  recall(queries: readonly RecallQuery[]): Promise<readonly Recollection[]>;
  /** May resolve before the entries are where they survive the process; rejects when earlier ones could not be kept. */
  remember(entries: readonly LedgerEntry[]): Promise<void>;
}
