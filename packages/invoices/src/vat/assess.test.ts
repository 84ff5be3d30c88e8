import { describe, expect, test } from "vitest";
import type { VatEvidence } from "../model/result.js";
import { assessVat } from "./assess.js";
import { checkVatNumber } from "./check.js";
import type { RegistryAnswer } from "./port.js";

const possible = checkVatNumber("DE136695976");
const impossible = checkVatNumber("GB123456789");
const evidence = { registry: "vies", consultationNumber: "WAPIAAAAYx", checkedAt: "2024-01-15T10:00:00Z", link: null };

const verdict = (outcome: "valid" | "invalid"): RegistryAnswer => ({
  outcome,
  name: "ACME GMBH",
  evidence,
  fromCache: true,
  costUsd: "0",
  savedUsd: "0",
});

type Reason = Extract<RegistryAnswer, { outcome: "unverified" }>["reason"];
const noVerdict = (reason: Reason, trace: VatEvidence | null = null): RegistryAnswer => ({
  outcome: "unverified",
  reason,
  message: "",
  evidence: trace,
  fromCache: false,
  costUsd: "0",
  savedUsd: "0",
});

describe("assessVat", () => {
  test("a registry's word is the verdict, with its evidence and the names compared", () => {
    expect(assessVat(possible, verdict("valid"), "Acme")).toEqual({
      number: "DE136695976",
      country: "DE",
      status: "valid",
      reason: null,
      confidence: 1,
      checks: { format: true, checksum: true, registry: "valid" },
      name: "ACME GMBH",
      nameMatch: "match",
      evidence,
      fromCache: true,
    });
    expect(assessVat(possible, verdict("invalid"))).toMatchObject({
      status: "invalid",
      reason: "registry",
      confidence: 1,
    });
  });

  test("arithmetic alone proves a number invalid", () => {
    expect(assessVat(impossible, null)).toMatchObject({
      status: "invalid",
      reason: "checksum",
      confidence: 1,
      checks: { format: true, checksum: false, registry: "not-asked" },
    });
  });

  test.each(["unavailable", "rate-limited", "timeout", "circuit-open", "rejected"] as const)(
    "%s is never a verdict",
    (reason) => {
      expect(assessVat(possible, noVerdict(reason))).toMatchObject({
        status: "unverified",
        reason,
        checks: { registry: "unavailable" },
      });
    },
  );

  test("who was not asked has not failed", () => {
    expect(assessVat(possible, null)).toMatchObject({ status: "unverified", reason: "offline" });
    for (const reason of ["offline", "not-configured"] as const) {
      expect(assessVat(possible, noVerdict(reason)).checks.registry).toBe("not-asked");
    }
    expect(assessVat(checkVatNumber("SG123", "SG"), null).checks.registry).toBe("unsupported");
  });

  test("a trace on the web raises confidence, never the status", () => {
    const trace = {
      registry: "web",
      consultationNumber: null,
      checkedAt: "2024-01-15T10:00:00Z",
      link: "https://a.example",
    };
    const traced = assessVat(possible, noVerdict("unavailable", trace));
    expect(traced).toMatchObject({ status: "unverified", evidence: trace });
    expect(traced.confidence).toBeGreaterThan(assessVat(possible, noVerdict("unavailable")).confidence);
    expect(traced.confidence).toBeLessThan(1);
  });

  test("confidence grows with what was checked", () => {
    const unknown = assessVat(checkVatNumber("136695976"), null).confidence;
    const plausible = assessVat(possible, null).confidence;
    expect(unknown).toBeLessThan(plausible);
    expect(plausible).toBeLessThan(assessVat(possible, verdict("valid")).confidence);
  });
});
