import type { CurrencyCode, DecimalString, InvoiceType, IsoDate } from "../model/invoice.js";
import type { RiskLevel } from "../model/result.js";

/** Amounts of one currency, taken together: sums exact, the rest rounded to two decimals. `null` where undefined. */
export interface AmountSummary {
  readonly count: number;
  readonly total: DecimalString;
  readonly mean: DecimalString | null;
  readonly median: DecimalString | null;
  readonly lowerQuartile: DecimalString | null;
  readonly upperQuartile: DecimalString | null;
  /** Sample standard deviation, from two amounts on. */
  readonly standardDeviation: DecimalString | null;
  readonly smallest: DecimalString | null;
  readonly largest: DecimalString | null;
}

export type RiskDistribution = Readonly<Record<RiskLevel, number>>;

/** What memory tells about a vendor. Amounts are those of invoices; `seen` means processed. */
export interface VendorInsight {
  /** The key the vendor is known by, `vat:..` or `name:..`. */
  readonly vendorKey: string;
  readonly name: string | null;
  /** The other names it appeared under. */
  readonly aliases: readonly string[];
  readonly documents: number;
  readonly creditNotes: number;
  /** Invoices in the base currency. */
  readonly amounts: AmountSummary;
  readonly amountsByCurrency: Readonly<Record<CurrencyCode, AmountSummary>>;
  readonly currencies: readonly CurrencyCode[];
  readonly accounts: readonly string[];
  readonly risk: RiskDistribution;
  readonly reviewed: number;
  readonly degraded: number;
  /** Levels of the documents seen last, newest first, at most five. */
  readonly recentLevels: readonly RiskLevel[];
  /** ISO 8601 UTC. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly lastThirtyDays: { readonly documents: number; readonly total: DecimalString };
  readonly meanDurationMs: number;
  readonly cacheHits: number;
  /** 0 to 1; see `vendorConfidence`. */
  readonly confidence: number;
}

/** A run of the program over some documents. */
export interface SessionInsight {
  readonly id: string;
  readonly startedAt: string;
  /** `null` where the run was broken off or still runs. */
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly arguments: readonly string[];
  readonly baseCurrency: CurrencyCode;
  /** Documents processed, and of these how many could not be read. */
  readonly documents: number;
  readonly failed: number;
  /** Share of the documents that were enhanced, 0 to 1; `null` where there was none. */
  readonly successRate: number | null;
  /** In the base currency, credit notes taken off. */
  readonly total: DecimalString;
  readonly average: DecimalString | null;
  readonly vendors: number;
  readonly currencies: Readonly<Record<CurrencyCode, number>>;
  readonly risk: RiskDistribution;
  readonly reviewed: number;
  readonly degraded: number;
  readonly costUsd: DecimalString;
  readonly savedUsd: DecimalString;
  readonly cacheHits: number;
  readonly meanDurationMs: number | null;
}

/** What of an earlier document is like the one asked about. */
export interface Likeness {
  /** 1 for the same vendor, else how alike the names are. */
  readonly vendor: number;
  /** The smaller amount as a share of the larger, in the base currency. */
  readonly amount: number;
  readonly currency: boolean;
  readonly country: boolean;
  readonly type: boolean;
}

export interface SimilarDocument {
  readonly documentKey: string;
  readonly file: string;
  readonly position: number;
  readonly type: InvoiceType;
  readonly number: string | null;
  readonly vendorName: string | null;
  readonly issueDate: IsoDate | null;
  readonly currency: CurrencyCode | null;
  readonly payable: DecimalString | null;
  readonly baseAmount: DecimalString | null;
  readonly riskLevel: RiskLevel;
  readonly riskPoints: number;
  readonly route: "approve" | "review";
  readonly processedAt: string;
  readonly durationMs: number;
  readonly cacheHits: number;
  /** 0 to 1, after `similarityWeights`. */
  readonly score: number;
  readonly likeness: Likeness;
}
