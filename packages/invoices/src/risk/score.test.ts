import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import type { VendorMemory } from "../memory/port.js";
import type { VatResult } from "../model/result.js";
import type { RiskFacts } from "./facts.js";
import { defaultRiskPolicy, type RiskPolicy } from "./policy.js";
import { routeDocument, scoreRisk } from "./score.js";

const quiet: RiskFacts = {
  invoice: anInvoice(),
  baseAmount: "1350.00",
  failedConversions: [],
  vat: null,
  findings: [],
  duplicates: [],
  vendor: null,
  knownDocuments: 0,
  today: "2026-06-01",
};

const known: VendorMemory = {
  documents: 12,
  amounts: 12,
  meanAmount: 1300,
  spread: 100,
  roundShare: 0,
  currencies: ["EUR"],
  accounts: ["DE89370400440532013000"],
};

function vat(parts: Partial<VatResult>): VatResult {
  return {
    number: "DE136695976",
    country: "DE",
    status: "valid",
    reason: null,
    confidence: 1,
    checks: { format: true, checksum: true, registry: "valid" },
    name: null,
    nameMatch: null,
    evidence: null,
    fromCache: false,
    ...parts,
  };
}

function codes(facts: Partial<RiskFacts>, policy: RiskPolicy = defaultRiskPolicy): readonly string[] {
  return scoreRisk({ ...quiet, ...facts }, policy).factors.map(({ code }) => code);
}

describe("scoreRisk", () => {
  it("finds nothing in an unremarkable invoice", () => {
    expect(scoreRisk(quiet, defaultRiskPolicy)).toEqual({ score: 0, level: "LOW", factors: [], requiresReview: false });
  });

  it.each([
    ["10000.00", []],
    ["10000.01", ["AMOUNT-MEDIUM"]],
    ["50000.00", ["AMOUNT-MEDIUM"]],
    ["50000.01", ["AMOUNT-HIGH"]],
    ["-50000.01", ["AMOUNT-HIGH"]],
  ])("weighs %s in the base currency as %j", (baseAmount, expected) => {
    const policy = { ...defaultRiskPolicy, approvalThresholds: [] };
    expect(codes({ baseAmount }, policy)).toEqual(expected);
  });

  it("measures the amount in the base currency, not in raw units", () => {
    const invoice = anInvoice({ currency: "JPY", totals: { payable: "60000" } });
    expect(codes({ invoice, baseAmount: "402.10" })).toEqual([]);
  });

  it("adds an invalid VAT number and a medium amount to the 50 points of a review", () => {
    const risk = scoreRisk(
      { ...quiet, baseAmount: "16402.50", vat: vat({ status: "invalid", reason: "checksum" }) },
      defaultRiskPolicy,
    );
    expect(risk).toMatchObject({ score: 0.5, level: "MEDIUM", requiresReview: true });
  });

  it("never takes an unverified number for an invalid one", () => {
    const risk = scoreRisk({ ...quiet, vat: vat({ status: "unverified", reason: "timeout" }) }, defaultRiskPolicy);
    expect(risk.factors).toEqual([
      { code: "VAT-UNVERIFIED", points: 5, message: "VAT number DE136695976 could not be verified (timeout)" },
    ]);
  });

  it("ends at 100 points", () => {
    const risk = scoreRisk(
      {
        ...quiet,
        baseAmount: "90000.00",
        failedConversions: ["GBP"],
        vat: vat({ status: "invalid", reason: "registry" }),
        invoice: anInvoice({ payment: { accounts: [{ id: "DE02120300000000202051", kind: "iban", valid: true }] } }),
        vendor: known,
      },
      defaultRiskPolicy,
    );
    expect(risk).toMatchObject({ score: 1, level: "HIGH", requiresReview: true });
  });

  it("sends a changed bank account to review, naming both without showing them whole", () => {
    const invoice = anInvoice({
      payment: { accounts: [{ id: "DE02 1203 0000 0000 2020 51", kind: "iban", valid: true }] },
    });
    const risk = scoreRisk({ ...quiet, invoice, vendor: known }, defaultRiskPolicy);
    expect(risk.requiresReview).toBe(true);
    expect(risk.factors[0]?.message).toBe("asks for payment to DE..2051; this vendor was paid at DE..3000 before");
  });

  it("knows an account again however it is spaced", () => {
    const invoice = anInvoice({
      payment: { accounts: [{ id: "de89 3704 0044 0532 0130 00", kind: "iban", valid: true }] },
    });
    expect(codes({ invoice, vendor: known })).toEqual([]);
  });

  it("does not stop a credit note for the account on it", () => {
    const invoice = anInvoice({
      type: "credit-note",
      payment: { accounts: [{ id: "DE02120300000000202051", kind: "iban", valid: true }] },
    });
    expect(codes({ invoice, vendor: known })).toEqual([]);
  });

  it("names invalid accounts and accounts in another country than the seller", () => {
    const account = (id: string, valid: boolean) => ({ accounts: [{ id, kind: "iban" as const, valid }] });
    expect(codes({ invoice: anInvoice({ payment: account("DE88370400440532013000", false) }) })).toEqual([
      "ACCOUNT-INVALID",
    ]);
    const abroad = anInvoice({ seller: { country: "FR" }, payment: account("DE89370400440532013000", true) });
    expect(codes({ invoice: abroad })).toEqual(["ACCOUNT-FOREIGN"]);
  });

  it("takes totals that do not add up from the checks' error codes", () => {
    const finding = { code: "BR-CO-15", severity: "error" as const, message: "", path: null };
    expect(codes({ findings: [finding] })).toEqual(["TOTALS-MISMATCH"]);
    expect(codes({ findings: [{ ...finding, severity: "warning" }] })).toEqual([]);
    expect(codes({ findings: [{ ...finding, code: "BR-02" }] })).toEqual([]);
  });

  it("compares an amount with the vendor's habit once there is one", () => {
    expect(codes({ vendor: known, baseAmount: "1650.00" })).toEqual(["AMOUNT-UNUSUAL"]);
    expect(codes({ vendor: known, baseAmount: "1590.00" })).toEqual([]);
    expect(codes({ vendor: { ...known, documents: 4, amounts: 4 }, baseAmount: "9000.00" })).toEqual([]);
  });

  it("finds a round amount strange only from a vendor whose amounts are not round", () => {
    const invoice = anInvoice({ totals: { payable: "1300.00" } });
    expect(codes({ invoice, vendor: known, baseAmount: "1400.00" })).toEqual(["AMOUNT-ROUND"]);
    expect(codes({ invoice, vendor: { ...known, roundShare: 0.6 }, baseAmount: "1400.00" })).toEqual([]);
    expect(codes({ invoice })).toEqual([]);
  });

  it("sees an amount just below an approval threshold", () => {
    expect(codes({ baseAmount: "9600.00" })).toEqual(["AMOUNT-BELOW-THRESHOLD"]);
    expect(codes({ baseAmount: "9400.00" })).toEqual([]);
  });

  it("calls a vendor or a currency new only where enough is remembered to tell", () => {
    expect(codes({ knownDocuments: 24 })).toEqual([]);
    expect(codes({ knownDocuments: 25 })).toEqual(["VENDOR-NEW"]);
    expect(codes({ vendor: { ...known, currencies: ["USD"] } })).toEqual(["CURRENCY-NEW"]);
  });

  it("notices weekends and the future", () => {
    expect(codes({ invoice: anInvoice({ issueDate: "2026-03-14" }) })).toEqual(["DATE-WEEKEND"]);
    expect(codes({ invoice: anInvoice({ issueDate: "2026-06-02" }) })).toEqual(["DATE-FUTURE"]);
  });

  it("lets a team change weights and switch rules off", () => {
    const policy = {
      ...defaultRiskPolicy,
      points: { ...defaultRiskPolicy.points, "DATE-WEEKEND": 0, "AMOUNT-MEDIUM": 60 },
    };
    const risk = scoreRisk(
      { ...quiet, invoice: anInvoice({ issueDate: "2026-03-14" }), baseAmount: "20000.00" },
      policy,
    );
    expect(risk).toMatchObject({ score: 0.6, requiresReview: true });
    expect(risk.factors).toHaveLength(1);
  });
});

describe("routeDocument", () => {
  it("gives the reasons of a review heaviest first", () => {
    const risk = scoreRisk(
      { ...quiet, baseAmount: "16402.50", vat: vat({ status: "invalid", reason: "checksum" }) },
      defaultRiskPolicy,
    );
    expect(routeDocument(risk, defaultRiskPolicy)).toEqual({
      route: "review",
      reasons: ["VAT number DE136695976 is invalid (checksum)", "16402.50 USD is over 10000"],
    });
  });

  it("says how far an approved document was from a review", () => {
    expect(routeDocument(scoreRisk(quiet, defaultRiskPolicy), defaultRiskPolicy)).toEqual({
      route: "approve",
      reasons: ["0 of 100 risk points, review starts at 50"],
    });
  });
});
