import type { RiskLevel } from "../model/result.js";
import type { SessionInsight, SimilarDocument, VendorInsight } from "./facts.js";

/** Advice drawn from what was processed before, with the figures it stands on. */
export interface Recommendation {
  readonly code: string;
  readonly message: string;
  readonly evidence: Readonly<Record<string, number | string>>;
}

/** When advice is given; a team may pass its own. */
export interface RecommendationThresholds {
  /** Share of recent or similar documents that were HIGH, from which on a review is advised. */
  readonly highShare: number;
  /** Fewer documents than this are no pattern. */
  readonly fewestDocuments: number;
  /** A processing that took longer on average was slow. */
  readonly slowMs: number;
  /** Less than this many cache answers a document means the cache is off or of no use. */
  readonly fewCacheHits: number;
  /** Spread above this share of the mean: the vendor's amounts vary widely. */
  readonly wideSpread: number;
  /** Share of a session's documents that failed, or were degraded. */
  readonly failedShare: number;
  readonly degradedShare: number;
}

export const recommendationThresholds: RecommendationThresholds = {
  highShare: 0.5,
  fewestDocuments: 3,
  slowMs: 1000,
  fewCacheHits: 0.5,
  wideSpread: 1,
  failedShare: 0.1,
  degradedShare: 0.1,
};

type Rule<Facts> = (facts: Facts, thresholds: RecommendationThresholds) => Recommendation | null;

const vendorRules: readonly Rule<VendorInsight>[] = [
  (vendor, thresholds) => {
    const levels = vendor.recentLevels;
    return mostlyHigh("VENDOR-OFTEN-HIGH", `this vendor's last ${levels.length}`, levels, thresholds);
  },
  (vendor) => {
    if (vendor.currencies.length < 2) return null;
    const currencies = vendor.currencies.join(", ");
    return {
      code: "VENDOR-SEVERAL-CURRENCIES",
      message: `This vendor uses several currencies (${currencies}): check the currency before paying.`,
      evidence: { currencies },
    };
  },
  (vendor) => {
    const accounts = vendor.accounts.length;
    if (accounts < 2) return null;
    return {
      code: "VENDOR-SEVERAL-ACCOUNTS",
      message: `This vendor asked to be paid into ${accounts} accounts: confirm the account with someone you know there.`,
      evidence: { accounts },
    };
  },
  (vendor, thresholds) => {
    const { mean, standardDeviation, count } = vendor.amounts;
    const spread = Number(standardDeviation) / Number(mean);
    if (standardDeviation === null || count < thresholds.fewestDocuments || !(spread > thresholds.wideSpread))
      return null;
    return {
      code: "VENDOR-AMOUNTS-VARY",
      message: `This vendor's amounts vary widely (mean ${mean}, spread ${standardDeviation}): the mean says little.`,
      evidence: { mean: mean ?? "", standardDeviation },
    };
  },
  (vendor, thresholds) => slow(vendor.meanDurationMs, vendor.cacheHits / vendor.documents, thresholds),
];

const sessionRules: readonly Rule<SessionInsight>[] = [
  (session, thresholds) => {
    const share = session.failed / Math.max(session.documents, 1);
    if (share <= thresholds.failedShare) return null;
    return {
      code: "SESSION-MANY-FAILED",
      message: `${percent(share)} of the documents could not be read: see the errors in the output.`,
      evidence: { failed: session.failed, documents: session.documents },
    };
  },
  (session, thresholds) => {
    const share = session.degraded / Math.max(session.documents, 1);
    if (share <= thresholds.degradedShare) return null;
    return {
      code: "SESSION-MANY-DEGRADED",
      message: `${percent(share)} of the documents were enhanced without every service: run again when they are back.`,
      evidence: { degraded: session.degraded, documents: session.documents },
    };
  },
  (session, thresholds) =>
    session.meanDurationMs === null
      ? null
      : slow(session.meanDurationMs, session.cacheHits / Math.max(session.documents, 1), thresholds),
];

const similarRules: readonly Rule<readonly SimilarDocument[]>[] = [
  (documents, thresholds) => {
    const levels = documents.map((document) => document.riskLevel);
    return mostlyHigh("SIMILAR-OFTEN-HIGH", `the ${levels.length} most similar documents`, levels, thresholds);
  },
  (documents, thresholds) => {
    const durations = documents.map((document) => document.durationMs);
    const hits = documents.map((document) => document.cacheHits);
    return documents.length < thresholds.fewestDocuments ? null : slow(mean(durations), mean(hits), thresholds);
  },
];

/** @example recommendForVendor(insight)[0]?.message // "60 % of this vendor's last 5 were HIGH: review." */
export function recommendForVendor(
  vendor: VendorInsight,
  thresholds = recommendationThresholds,
): readonly Recommendation[] {
  return apply(vendorRules, vendor, thresholds);
}

export function recommendForSession(
  session: SessionInsight,
  thresholds = recommendationThresholds,
): readonly Recommendation[] {
  return apply(sessionRules, session, thresholds);
}

/** What the most similar past processings advise for a document. */
export function recommendForSimilar(
  documents: readonly SimilarDocument[],
  thresholds = recommendationThresholds,
): readonly Recommendation[] {
  return apply(similarRules, documents, thresholds);
}

function apply<Facts>(
  rules: readonly Rule<Facts>[],
  facts: Facts,
  thresholds: RecommendationThresholds,
): readonly Recommendation[] {
  return rules.map((rule) => rule(facts, thresholds)).filter((advice) => advice !== null);
}

function mostlyHigh(
  code: string,
  whose: string,
  levels: readonly RiskLevel[],
  thresholds: RecommendationThresholds,
): Recommendation | null {
  const high = levels.filter((level) => level === "HIGH").length;
  const share = high / Math.max(levels.length, 1);
  if (levels.length < thresholds.fewestDocuments || share < thresholds.highShare) return null;
  return {
    code,
    message: `${percent(share)} of ${whose} were HIGH: review.`,
    evidence: { high, documents: levels.length },
  };
}

function slow(durationMs: number, cacheHits: number, thresholds: RecommendationThresholds): Recommendation | null {
  if (durationMs <= thresholds.slowMs || cacheHits >= thresholds.fewCacheHits) return null;
  const seconds = (durationMs / 1000).toFixed(1);
  return {
    code: "SLOW-WITHOUT-CACHE",
    message: `Slow before, ${seconds} s a document with few answers from the cache: enable the cache, keep one --data folder.`,
    evidence: { meanDurationMs: Math.round(durationMs), cacheHitsPerDocument: Math.round(cacheHits * 100) / 100 },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
