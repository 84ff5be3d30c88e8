import { describe, expect, test } from "vitest";
import type { SessionInsight, SimilarDocument, VendorInsight } from "./facts.js";
import {
  recommendationThresholds,
  recommendForSession,
  recommendForSimilar,
  recommendForVendor,
} from "./recommendation.js";

const amounts = { count: 5, total: "500.00", mean: "100.00", median: "100.00", lowerQuartile: "90.00" };
const vendor: VendorInsight = {
  vendorKey: "name:acme",
  name: "Acme",
  aliases: [],
  documents: 5,
  creditNotes: 0,
  amounts: { ...amounts, upperQuartile: "110.00", standardDeviation: "10.00", smallest: "80.00", largest: "120.00" },
  amountsByCurrency: {},
  currencies: ["EUR"],
  accounts: ["A"],
  risk: { LOW: 5, MEDIUM: 0, HIGH: 0 },
  reviewed: 0,
  degraded: 0,
  recentLevels: ["LOW", "LOW", "LOW", "LOW", "LOW"],
  firstSeen: "2026-01-01T00:00:00.000Z",
  lastSeen: "2026-01-01T00:00:00.000Z",
  lastThirtyDays: { documents: 5, total: "500.00" },
  meanDurationMs: 2,
  cacheHits: 10,
  confidence: 0.5,
};
const codes = (insight: VendorInsight) => recommendForVendor(insight).map(({ code }) => code);

describe("a vendor", () => {
  test("that behaves gives no advice", () => {
    expect(recommendForVendor(vendor)).toEqual([]);
  });

  test("whose recent documents were mostly HIGH wants a review, with the share as evidence", () => {
    expect(recommendForVendor({ ...vendor, recentLevels: ["HIGH", "HIGH", "LOW", "HIGH", "LOW"] })).toEqual([
      {
        code: "VENDOR-OFTEN-HIGH",
        message: "60 % of this vendor's last 5 were HIGH: review.",
        evidence: { high: 3, documents: 5 },
      },
    ]);
  });

  test("with too few documents shows no pattern", () => {
    expect(codes({ ...vendor, recentLevels: ["HIGH", "HIGH"] })).toEqual([]);
  });

  test("with several currencies, several accounts, amounts far apart says so", () => {
    expect(codes({ ...vendor, currencies: ["EUR", "USD"] })).toEqual(["VENDOR-SEVERAL-CURRENCIES"]);
    expect(codes({ ...vendor, accounts: ["A", "B"] })).toEqual(["VENDOR-SEVERAL-ACCOUNTS"]);
    const wide = { ...vendor.amounts, standardDeviation: "100.01" };
    expect(codes({ ...vendor, amounts: wide })).toEqual(["VENDOR-AMOUNTS-VARY"]);
  });

  test("slow before, with few cache answers: enable the cache", () => {
    expect(codes({ ...vendor, meanDurationMs: 1001, cacheHits: 2 })).toEqual(["SLOW-WITHOUT-CACHE"]);
    expect(codes({ ...vendor, meanDurationMs: 1001, cacheHits: 3 })).toEqual([]);
    expect(codes({ ...vendor, meanDurationMs: 1000, cacheHits: 0 })).toEqual([]);
  });

  test("is judged by the thresholds a team passes", () => {
    const strict = { ...recommendationThresholds, slowMs: 1, fewCacheHits: 100 };
    expect(recommendForVendor(vendor, strict)).toHaveLength(1);
  });
});

test("a session with many failed or degraded documents says what to do", () => {
  const session: SessionInsight = {
    id: "s",
    startedAt: vendor.firstSeen,
    finishedAt: null,
    durationMs: null,
    arguments: [],
    baseCurrency: "USD",
    documents: 10,
    failed: 2,
    successRate: 0.8,
    total: "0.00",
    average: null,
    vendors: 1,
    currencies: {},
    risk: { LOW: 8, MEDIUM: 0, HIGH: 0 },
    reviewed: 0,
    degraded: 5,
    costUsd: "0",
    savedUsd: "0",
    cacheHits: 0,
    meanDurationMs: null,
  };
  expect(recommendForSession(session).map(({ message }) => message)).toEqual([
    "20 % of the documents could not be read: see the errors in the output.",
    "50 % of the documents were enhanced without every service: run again when they are back.",
  ]);
  expect(recommendForSession({ ...session, documents: 0, failed: 0, degraded: 0 })).toEqual([]);
});

test("similar documents that were mostly HIGH want a review", () => {
  const similar = (riskLevel: "LOW" | "HIGH") => ({ riskLevel, durationMs: 1, cacheHits: 1 }) as SimilarDocument;
  expect(recommendForSimilar([similar("HIGH"), similar("HIGH"), similar("LOW")])).toMatchObject([
    { code: "SIMILAR-OFTEN-HIGH", message: "67 % of the 3 most similar documents were HIGH: review." },
  ]);
  expect(recommendForSimilar([similar("HIGH"), similar("LOW"), similar("LOW")])).toEqual([]);
  expect(recommendForSimilar([])).toEqual([]);
});
