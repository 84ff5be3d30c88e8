import { ServiceError, type ServiceErrorCode } from "@tidegate/integrations";
import { cache } from "@tidegate/resilience";
import { VirtualClock } from "@tidegate/resilience/testing";
import { describe, expect, it } from "vitest";
import { createVatRegistry, type RegistryClient, type WebEvidence } from "./registry.js";
import type { Unverified, Verdict } from "./registry-answer.js";

const number = { country: "DE", digits: "136695976" };
const dayMs = 86_400_000;

interface Setup {
  readonly offline?: boolean;
  readonly evidence?: WebEvidence;
}

function registryWith(answer: () => Verdict | ServiceErrorCode, { offline = false, evidence }: Setup = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 5, 10));
  const asked: string[] = [];
  const vies: RegistryClient = {
    name: "vies",
    costUsd: "0.001",
    async check({ country, digits }) {
      asked.push(country + digits);
      const given = answer();
      if (typeof given !== "string") return given;
      throw new ServiceError({ service: "vies", code: given, message: "gave no verdict" });
    },
  };
  const registry = createVatRegistry({
    clientFor: (country) => (country === "DE" ? vies : country === "GB" ? null : undefined),
    verdicts: cache<Verdict>({ ttlMs: dayMs, lastKnownGoodMs: 90 * dayMs, clock }),
    failures: cache<Unverified>({ ttlMs: 300_000, clock }),
    searchEvidence: evidence === undefined ? null : async () => evidence,
    offline,
  });
  return { registry, asked, clock };
}

const valid: Verdict = { valid: true, name: "ACME", consultationNumber: "WAPI1", checkedAt: "2026-06-10T00:00:00Z" };

describe("createVatRegistry", () => {
  it("keeps the consultation number as evidence", async () => {
    const { registry } = registryWith(() => valid);
    expect(await registry.check(number)).toMatchObject({
      outcome: "valid",
      name: "ACME",
      evidence: { registry: "vies", consultationNumber: "WAPI1" },
      fromCache: false,
      costUsd: "0.001",
    });
  });

  it("asks once for a number, and answers at once from then on", async () => {
    const { registry, asked } = registryWith(() => valid);
    await Promise.all([registry.check(number), registry.check(number)]);
    const repeated = registry.check(number);
    expect(repeated).toMatchObject({ outcome: "valid", fromCache: true, costUsd: "0", savedUsd: "0.001" });
    expect(asked).toEqual(["DE136695976"]);
  });

  it("asks again after a day", async () => {
    const { registry, asked, clock } = registryWith(() => valid);
    await registry.check(number);
    await clock.advance(dayMs + 1);
    await registry.check(number);
    expect(asked).toHaveLength(2);
  });

  it.each<[ServiceErrorCode, string]>([
    ["UNAVAILABLE", "unavailable"],
    ["BAD_REPLY", "unavailable"],
    ["NOT_FOUND", "unavailable"],
    ["RATE_LIMITED", "rate-limited"],
    ["TIMEOUT", "timeout"],
    ["CIRCUIT_OPEN", "circuit-open"],
    ["REJECTED", "rejected"],
    ["UNAUTHORIZED", "rejected"],
  ])("answers unverified, never invalid, on %s", async (code, reason) => {
    const { registry } = registryWith(() => code);
    expect(await registry.check(number)).toMatchObject({ outcome: "unverified", reason });
  });

  it("spares a registry that could not say for some minutes, then asks again", async () => {
    let answer: Verdict | ServiceErrorCode = "TIMEOUT";
    const { registry, asked, clock } = registryWith(() => answer);
    await registry.check(number);
    await registry.check(number);
    expect(asked).toHaveLength(1);
    answer = valid;
    await clock.advance(300_001);
    expect(await registry.check(number)).toMatchObject({ outcome: "valid" });
  });

  it("tells an old verdict during an outage, but does not pass it off as one", async () => {
    let answer: Verdict | ServiceErrorCode = valid;
    const { registry, clock } = registryWith(() => answer);
    await registry.check(number);
    answer = "UNAVAILABLE";
    await clock.advance(2 * dayMs);
    const late = await registry.check(number);
    expect(late).toMatchObject({ outcome: "unverified", reason: "unavailable" });
    expect(late).toHaveProperty("message", expect.stringContaining("on 2026-06-10T00:00:00Z it was valid"));
  });

  it("asks nobody offline", async () => {
    const { registry, asked } = registryWith(() => valid, { offline: true });
    expect(await registry.check(number)).toMatchObject({ outcome: "unverified", reason: "offline" });
    expect(asked).toEqual([]);
  });

  it("tells a registry that needs credentials from a country that has none", async () => {
    const { registry } = registryWith(() => valid);
    expect(await registry.check({ country: "GB", digits: "980780684" })).toMatchObject({ reason: "not-configured" });
    expect(await registry.check({ country: "CH", digits: "107787577" })).toMatchObject({ reason: "unsupported" });
  });

  it("adds what the web says beside an answer that is no verdict, and what it cost", async () => {
    const evidence = { link: "https://example.org", checkedAt: "2026-06-10", costUsd: "0.001", savedUsd: "0" };
    const { registry } = registryWith(() => "TIMEOUT", { evidence });
    expect(await registry.check(number)).toMatchObject({
      outcome: "unverified",
      evidence: { registry: "web-search", link: "https://example.org" },
      costUsd: "0.001",
    });
  });

  it.each<[string, Verdict | ServiceErrorCode]>([
    ["verdict", valid],
    ["search of the web", "REJECTED"],
  ])("counts the cost of a %s once, however many wait for it", async (_what, answer) => {
    const evidence = { link: null, checkedAt: "2026-06-10", costUsd: "0.001", savedUsd: "0" };
    const { registry, asked } = registryWith(() => answer, { evidence });
    const answers = await Promise.all([registry.check(number), registry.check(number), registry.check(number)]);
    expect(answers.map(({ costUsd, savedUsd }) => [costUsd, savedUsd])).toEqual([
      ["0.001", "0"],
      ["0", "0.001"],
      ["0", "0.001"],
    ]);
    expect(asked).toHaveLength(1);
  });
});
