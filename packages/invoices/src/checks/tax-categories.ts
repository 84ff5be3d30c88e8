/** What EN 16931 asks of a VAT category (BT-118, BT-151, BT-95, BT-102). */
export interface TaxCategoryRules {
  /** The part of the rule codes that names the category: `BR-IC-08`. */
  readonly rule: string;
  readonly meaning: string;
  /** Stands once for each of several rates, whose amounts may differ by less than one unit; else once, to the cent. */
  readonly severalRates: boolean;
  /** The rate: above zero, zero, zero or more, or not stated at all. */
  readonly rate: "positive" | "zero" | "not-negative" | "none";
  readonly exemptionReason: "required" | "forbidden";
}

/**
 * UNTDID 5305 as EN 16931-1, 6.4.3.2 to 6.4.3.10 uses it. Split payment (B) is left out: only Italy uses it, with rules
 * over parts that are not read.
 */
export const taxCategories: ReadonlyMap<string, TaxCategoryRules> = new Map<string, TaxCategoryRules>([
  ["S", { rule: "S", meaning: "standard rate", severalRates: true, rate: "positive", exemptionReason: "forbidden" }],
  ["Z", { rule: "Z", meaning: "zero rate", severalRates: false, rate: "zero", exemptionReason: "forbidden" }],
  ["E", { rule: "E", meaning: "exempt", severalRates: false, rate: "zero", exemptionReason: "required" }],
  ["AE", { rule: "AE", meaning: "reverse charge", severalRates: false, rate: "zero", exemptionReason: "required" }],
  [
    "K",
    { rule: "IC", meaning: "intra-community supply", severalRates: false, rate: "zero", exemptionReason: "required" },
  ],
  ["G", { rule: "G", meaning: "export", severalRates: false, rate: "zero", exemptionReason: "required" }],
  ["O", { rule: "O", meaning: "not subject to VAT", severalRates: false, rate: "none", exemptionReason: "required" }],
  ["L", { rule: "AF", meaning: "IGIC", severalRates: true, rate: "not-negative", exemptionReason: "forbidden" }],
  ["M", { rule: "AG", meaning: "IPSI", severalRates: true, rate: "not-negative", exemptionReason: "forbidden" }],
]);

/** BR-CL-17, BR-CL-18: the codes that may stand there at all. */
export function isTaxCategory(code: string): boolean {
  return taxCategories.has(code) || code === "B";
}
