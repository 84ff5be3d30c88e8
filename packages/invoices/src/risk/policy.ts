import type { CurrencyCode, DecimalString } from "../model/invoice.js";

/** The numbers that risk rules are measured against. All of it is data, so that a team can change it. */
export interface RiskPolicy {
  /** Amount rules are measured in this currency, never in raw units. */
  readonly baseCurrency: CurrencyCode;
  /** Points of each rule, by its code; 0 switches a rule off. */
  readonly points: Readonly<Record<string, number>>;
  readonly levels: { readonly medium: number; readonly high: number };
  /** From how many points on a person has to look. */
  readonly reviewFrom: number;
  /** Amounts above these fire `AMOUNT-MEDIUM` and `AMOUNT-HIGH`. */
  readonly amounts: { readonly medium: DecimalString; readonly high: DecimalString };
  /** Amounts from which somebody has to approve; just below one is suspicious. */
  readonly approvalThresholds: readonly DecimalString[];
  /** How near below a threshold is "just below", as a share of it. */
  readonly justBelowShare: DecimalString;
  /** Documents memory must hold before an unseen vendor means anything. */
  readonly newVendorAfterDocuments: number;
  /** Documents of a vendor needed before its habit (amount, currency, roundness) means anything. */
  readonly habitAfterDocuments: number;
  /** Standard deviations from the vendor's mean that make an amount unusual. */
  readonly unusualDeviations: number;
}

/**
 * The default policy. Invalid VAT 40, failed conversion 20 and the two amount steps 30 and 10 are the product's
 * published weights; an exact duplicate or a changed bank account reaches review by itself, because paying twice and
 * paying a stranger are the two losses that can not be taken back. Signals that honest invoices show every day (a
 * weekend date, a round amount) weigh too little to decide anything alone.
 */
export const defaultRiskPolicy: RiskPolicy = {
  baseCurrency: "USD",
  points: {
    "AMOUNT-HIGH": 30,
    "AMOUNT-MEDIUM": 10,
    "VAT-INVALID": 40,
    "VAT-UNVERIFIED": 5,
    "VAT-NAME-DIFFERS": 15,
    "CONVERSION-FAILED": 20,
    "DUPLICATE-EXACT": 50,
    "DUPLICATE-LIKELY": 25,
    "DUPLICATE-OTHER-VENDOR": 15,
    "ACCOUNT-CHANGED": 50,
    "ACCOUNT-INVALID": 15,
    "ACCOUNT-FOREIGN": 10,
    "TOTALS-MISMATCH": 20,
    "VENDOR-NEW": 5,
    "AMOUNT-UNUSUAL": 15,
    "AMOUNT-BELOW-THRESHOLD": 5,
    "AMOUNT-ROUND": 5,
    "CURRENCY-NEW": 5,
    "DATE-FUTURE": 10,
    "DATE-WEEKEND": 2,
  },
  levels: { medium: 30, high: 70 },
  reviewFrom: 50,
  amounts: { medium: "10000", high: "50000" },
  approvalThresholds: ["10000", "50000"],
  justBelowShare: "0.05",
  newVendorAfterDocuments: 25,
  habitAfterDocuments: 5,
  unusualDeviations: 3,
};
