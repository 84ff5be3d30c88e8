import Big from "big.js";
import { accountKey, maskAccount } from "../accounts/index.js";
import { describeDuplicates } from "../duplicates/index.js";
import { compareMagnitudes } from "../money/magnitude.js";
import type { RiskFacts } from "./facts.js";
import type { RiskPolicy } from "./policy.js";

/** One row of the rule table. `when` gives the evidence in words if the rule fires, else `null`. */
export interface RiskRule {
  readonly code: string;
  readonly when: (facts: RiskFacts, policy: RiskPolicy) => string | null;
}

/** Every rule, in the order factors are reported: money, tax, identity, repetition, habit, dates. */
export const riskRules: readonly RiskRule[] = [
  { code: "AMOUNT-HIGH", when: (facts, policy) => amountAbove(facts, policy, policy.amounts.high) },
  {
    code: "AMOUNT-MEDIUM",
    when: (facts, policy) =>
      amountAbove(facts, policy, policy.amounts.high) === null
        ? amountAbove(facts, policy, policy.amounts.medium)
        : null,
  },
  { code: "AMOUNT-BELOW-THRESHOLD", when: justBelowThreshold },
  { code: "AMOUNT-UNUSUAL", when: unusualAmount },
  { code: "AMOUNT-ROUND", when: unusuallyRound },
  {
    code: "CONVERSION-FAILED",
    when: ({ failedConversions }) =>
      failedConversions.length > 0 ? `no conversion to ${failedConversions.join(", ")}` : null,
  },
  { code: "TOTALS-MISMATCH", when: totalsMismatch },
  {
    code: "VAT-INVALID",
    when: ({ vat }) => (vat?.status === "invalid" ? `VAT number ${vat.number} is invalid (${vat.reason})` : null),
  },
  {
    code: "VAT-UNVERIFIED",
    when: ({ vat }) =>
      vat?.status === "unverified" ? `VAT number ${vat.number} could not be verified (${vat.reason})` : null,
  },
  { code: "VAT-NAME-DIFFERS", when: registeredNameDiffers },
  { code: "ACCOUNT-CHANGED", when: accountChanged },
  { code: "ACCOUNT-INVALID", when: accountInvalid },
  { code: "ACCOUNT-FOREIGN", when: accountForeign },
  { code: "DUPLICATE-EXACT", when: ({ duplicates }) => describeDuplicates(duplicates, "exact") },
  { code: "DUPLICATE-LIKELY", when: ({ duplicates }) => describeDuplicates(duplicates, "likely") },
  { code: "DUPLICATE-OTHER-VENDOR", when: ({ duplicates }) => describeDuplicates(duplicates, "other-vendor") },
  { code: "VENDOR-NEW", when: newVendor },
  { code: "CURRENCY-NEW", when: newCurrency },
  {
    code: "DATE-FUTURE",
    when: ({ invoice, today }) =>
      invoice.issueDate !== null && invoice.issueDate > today
        ? `dated ${invoice.issueDate}, after today (${today})`
        : null,
  },
  {
    code: "DATE-WEEKEND",
    when: ({ invoice }) =>
      invoice.issueDate !== null && isWeekend(invoice.issueDate) ? `dated on a weekend (${invoice.issueDate})` : null,
  },
];

function amountAbove(facts: RiskFacts, policy: RiskPolicy, limit: string): string | null {
  if (facts.baseAmount === null || compareMagnitudes(facts.baseAmount, limit) <= 0) return null;
  return `${facts.baseAmount} ${policy.baseCurrency} is over ${limit}`;
}

function justBelowThreshold({ baseAmount }: RiskFacts, policy: RiskPolicy): string | null {
  if (baseAmount === null || baseAmount.startsWith("-")) return null;
  for (const { from, threshold } of bandsOf(policy)) {
    if (compareMagnitudes(baseAmount, from) >= 0 && compareMagnitudes(baseAmount, threshold) < 0) {
      return `${baseAmount} ${policy.baseCurrency} is just below the approval threshold of ${threshold}`;
    }
  }
  return null;
}

interface Band {
  readonly from: string;
  readonly threshold: string;
}

const bands = new WeakMap<RiskPolicy, readonly Band[]>();

/** The amounts just below each approval threshold, worked out once a policy. */
function bandsOf(policy: RiskPolicy): readonly Band[] {
  let known = bands.get(policy);
  if (known === undefined) {
    const share = new Big(1).minus(policy.justBelowShare);
    known = policy.approvalThresholds.map((threshold) => ({ threshold, from: share.times(threshold).toFixed() }));
    bands.set(policy, known);
  }
  return known;
}

/** The habit is a statistic over amounts, so binary floats are right here; no amount is made from it. */
function unusualAmount(facts: RiskFacts, policy: RiskPolicy): string | null {
  const { vendor, baseAmount } = facts;
  if (vendor === null || baseAmount === null || vendor.documents < policy.habitAfterDocuments) return null;
  if (vendor.meanAmount === null || vendor.spread === null || vendor.spread === 0) return null;
  const deviations = Math.abs(Number(baseAmount) - vendor.meanAmount) / vendor.spread;
  if (deviations <= policy.unusualDeviations) return null;
  return (
    `${baseAmount} ${policy.baseCurrency} is ${deviations.toFixed(1)} standard deviations from this vendor's mean of ` +
    `${vendor.meanAmount.toFixed(2)} over ${vendor.documents} documents`
  );
}

/** A round amount says something only about a vendor whose amounts are not round. */
function unusuallyRound(facts: RiskFacts, policy: RiskPolicy): string | null {
  const { vendor, invoice } = facts;
  const payable = invoice.totals.payable;
  if (vendor === null || payable === null || vendor.documents < policy.habitAfterDocuments) return null;
  if (vendor.roundShare === null || vendor.roundShare >= 0.2) return null;
  if (!roundAmount.test(payable)) return null;
  return `${payable} is a round amount, as only ${Math.round(vendor.roundShare * 100)} % of this vendor's are`;
}

/** A multiple of 100, of 1,000 or more. */
const roundAmount = /^-?[1-9]\d+00(\.0+)?$/;

/** The arithmetic findings of the EN 16931 checks, and of our own line check. */
function totalsMismatch({ findings }: RiskFacts): string | null {
  const codes = new Set<string>();
  for (const { code, severity } of findings) {
    if (severity === "error" && arithmeticCodes.test(code)) codes.add(code);
  }
  return codes.size > 0 ? `amounts do not add up (${[...codes].join(", ")})` : null;
}

const arithmeticCodes = /^(BR-CO-1[0-7]|BR-[A-Z]{1,2}-0[89]|LINE-NET|TOTALS-.+)$/;

function registeredNameDiffers({ vat, invoice }: RiskFacts): string | null {
  if (vat?.nameMatch !== "differs") return null;
  return `VAT number ${vat.number} is registered to ${vat.name}, the invoice names ${invoice.seller.name}`;
}

/** A credit note asks for no payment, so an account on it is no reason to stop one. */
function accountChanged({ invoice, vendor }: RiskFacts): string | null {
  if (invoice.type === "credit-note" || vendor === null || vendor.accounts.length === 0) return null;
  const known = new Set(vendor.accounts);
  const unknown = invoice.payment.accounts.map((account) => accountKey(account.id)).filter((key) => !known.has(key));
  if (unknown.length === 0) return null;
  return (
    `asks for payment to ${unknown.map(maskAccount).join(", ")}; ` +
    `this vendor was paid at ${vendor.accounts.slice(0, 3).map(maskAccount).join(", ")} before`
  );
}

function accountInvalid({ invoice }: RiskFacts): string | null {
  const invalid = invoice.payment.accounts.filter((account) => account.valid === false);
  return invalid.length > 0
    ? `account ${invalid.map(({ id }) => maskAccount(accountKey(id))).join(", ")} fails its checksum`
    : null;
}

function accountForeign({ invoice }: RiskFacts): string | null {
  const { country } = invoice.seller;
  if (country === null) return null;
  for (const { id, kind, valid } of invoice.payment.accounts) {
    if (kind !== "iban" || valid !== true) continue;
    const accountCountry = accountKey(id).slice(0, 2);
    if (accountCountry !== country) return `account is in ${accountCountry}, the seller in ${country}`;
  }
  return null;
}

function newVendor({ invoice, vendor, knownDocuments }: RiskFacts, policy: RiskPolicy): string | null {
  if (vendor !== null || knownDocuments < policy.newVendorAfterDocuments || invoice.seller.name === null) return null;
  return `first document of ${invoice.seller.name} among ${knownDocuments} remembered`;
}

function newCurrency({ invoice, vendor }: RiskFacts, policy: RiskPolicy): string | null {
  if (vendor === null || invoice.currency === null || vendor.documents < policy.habitAfterDocuments) return null;
  if (vendor.currencies.includes(invoice.currency)) return null;
  return `first document in ${invoice.currency}; this vendor used ${vendor.currencies.join(", ")} before`;
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}
