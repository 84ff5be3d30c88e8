import type { Finding } from "./finding.js";
import type { CurrencyCode, DecimalString, Invoice, IsoDate } from "./invoice.js";

/** An amount in another currency, with all that is needed to defend it. */
export interface Conversion {
  /** Rounded once, to the minor units of the target currency. */
  readonly amount: DecimalString;
  /** Units of the target for one unit of the document currency, 12 decimals. */
  readonly rate: DecimalString;
  /** The day of the publication the rate is taken from. */
  readonly rateDate: IsoDate;
  readonly source: string;
  readonly fromCache: boolean;
  /** The rate is older than the day asked for allows, or is the bundled snapshot. */
  readonly stale: boolean;
  /** How old the answer was when it was used: seconds since it was fetched. */
  readonly ageSeconds: number;
  readonly costUsd: DecimalString;
}

/** `unverified` means that nobody could say; an outage is never a verdict. */
export type VatStatus = "valid" | "invalid" | "unverified";

/** How far the offline and online checks of a VAT number went. */
export interface VatChecks {
  readonly format: boolean | null;
  readonly checksum: boolean | null;
  readonly registry: "valid" | "invalid" | "unavailable" | "not-asked" | "unsupported";
}

export interface VatResult {
  /** Normalised: country prefix, no blanks. */
  readonly number: string;
  readonly country: string | null;
  readonly status: VatStatus;
  /** Why, as a stable word: `format`, `checksum`, `registry`, `offline`, `unavailable`, `unsupported` .. */
  readonly reason: string | null;
  readonly confidence: number;
  readonly checks: VatChecks;
  /** The registered name, where a registry gave it. */
  readonly name: string | null;
  readonly nameMatch: "match" | "partial" | "differs" | null;
  /** The registry's consultation number and time, kept as proof that it was asked. */
  readonly evidence: VatEvidence | null;
  readonly fromCache: boolean;
}

export interface VatEvidence {
  readonly registry: string;
  readonly consultationNumber: string | null;
  readonly checkedAt: string;
  /** Where it was found, for evidence from the web. */
  readonly link: string | null;
}

export interface RiskFactor {
  readonly code: string;
  readonly points: number;
  /** Names its evidence: the amounts, dates and documents that made it fire. */
  readonly message: string;
}

export type RiskLevel = "LOW" | "MEDIUM" | "HIGH";

export interface Risk {
  /** Points of 100, as a fraction: 0.5 for 50 points. */
  readonly score: number;
  readonly level: RiskLevel;
  readonly factors: readonly RiskFactor[];
  readonly requiresReview: boolean;
}

export interface Decision {
  readonly route: "approve" | "review";
  readonly reasons: readonly string[];
}

/** A service or step that failed on the way; the invoice is enhanced all the same. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

export interface EnhancementReport {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly servicesUsed: readonly string[];
  readonly costUsd: DecimalString;
  /** Paid calls that a cache answered. */
  readonly savedUsd: DecimalString;
  readonly errors: readonly Notice[];
  readonly warnings: readonly Notice[];
  /** Something was answered worse than it would have been with every service up. */
  readonly degraded: boolean;
  readonly version: string;
}

/** What comes out for one document, the same in CLI, API and library. */
export interface EnhancedInvoice {
  readonly invoice: Invoice;
  readonly conversions: Readonly<Record<CurrencyCode, Conversion>>;
  readonly vat: { readonly seller: VatResult | null };
  readonly findings: readonly Finding[];
  readonly risk: Risk;
  readonly decision: Decision;
  readonly enhancement: EnhancementReport;
}
