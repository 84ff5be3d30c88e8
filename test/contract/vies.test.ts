import { createVies } from "@tidegate/integrations";
import { VirtualClock } from "@tidegate/resilience/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StandIn } from "../stand-ins/stand-in.js";
import { startVies } from "../stand-ins/vies.js";
import { oneAttempt } from "./quick-policies.js";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startVies({
    requestLimit: null,
    registered: (country, number) => {
      if (number === "999999999") return null;
      if (number === "811907980") return { name: "---", address: "---" };
      return { name: `ACME ${country}`, address: "1 Market Street\n10000 TOWN\n" };
    },
  });
});
afterAll(() => standIn.close());

const client = (settings = {}) => createVies({ baseUrl: standIn.url, policies: oneAttempt, ...settings });

describe("VIES", () => {
  it("gives a valid number's name, address and time", async () => {
    expect(await client().check({ country: "IT", digits: "00159560366" })).toEqual({
      valid: true,
      name: "ACME IT",
      address: "1 Market Street\n10000 TOWN",
      consultationNumber: null,
      checkedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
    });
  });

  it("gives an invalid number's verdict", async () => {
    expect(await client().check({ country: "PT", digits: "999999999" })).toMatchObject({ valid: false, name: null });
  });

  it("leaves out a name that the country withholds", async () => {
    const verdict = await client().check({ country: "DE", digits: "811907980" });
    expect(verdict).toMatchObject({ valid: true, name: null, address: null });
  });

  it("asks for Greece as EL", async () => {
    expect(await client().check({ country: "GR", digits: "094259216" })).toMatchObject({ name: "ACME EL" });
    expect(standIn.calls.at(-1)?.key).toBe("EL094259216");
  });

  it("brings a consultation number where the requester is known", async () => {
    const requester = { country: "GR", digits: "094259216" };
    const verdict = await client({ requester }).check({ country: "IT", digits: "00159560366" });
    expect(verdict.consultationNumber).toMatch(/^WAPI/);
  });

  // The numbers and outcomes of the Commission's checkVatTestService.
  it.each([
    ["201", "REJECTED", "INVALID_INPUT", 1],
    ["202", "REJECTED", "INVALID_REQUESTER_INFO", 1],
    ["300", "UNAVAILABLE", "SERVICE_UNAVAILABLE", 2],
    ["301", "UNAVAILABLE", "MS_UNAVAILABLE", 2],
    ["302", "TIMEOUT", "TIMEOUT", 2],
    ["400", "REJECTED", "VAT_BLOCKED", 1],
    ["401", "REJECTED", "IP_BLOCKED", 1],
    ["500", "RATE_LIMITED", "GLOBAL_MAX_CONCURRENT_REQ", 2],
    ["501", "RATE_LIMITED", "GLOBAL_MAX_CONCURRENT_REQ_TIME", 2],
    ["600", "RATE_LIMITED", "MS_MAX_CONCURRENT_REQ", 2],
    ["601", "RATE_LIMITED", "MS_MAX_CONCURRENT_REQ_TIME", 2],
  ])("test number %s is %s and no verdict: %s, asked %i times", async (digits, code, reason, times) => {
    const before = standIn.calls.length;
    const registry = client({ policies: { ...oneAttempt, maxRetries: 1, initialBackoffMs: 1 } });
    await expect(registry.check({ country: "DE", digits })).rejects.toMatchObject({ code, reason });
    expect(standIn.calls.length - before).toBe(times);
  });

  it("answers for the test numbers that have a verdict", async () => {
    expect(await client().check({ country: "DE", digits: "100" })).toMatchObject({ valid: true, name: "John Doe" });
    expect(await client().check({ country: "DE", digits: "200" })).toMatchObject({ valid: false });
  });

  it("never sends out what can be no number", async () => {
    const before = standIn.calls.length;
    const check = client().check({ country: "Italy", digits: "0015<script>" });
    await expect(check).rejects.toMatchObject({ code: "REJECTED", reason: "INVALID_REQUEST" });
    expect(standIn.calls.length).toBe(before);
  });

  it("says which setting holds a bad address", () => {
    const settings = { baseUrl: "ftp://vies.example", baseUrlName: "TIDEGATE_VIES_URL" };
    expect(() => createVies(settings)).toThrow(/^TIDEGATE_VIES_URL must be an http or https URL/);
  });
});

describe("VIES by default", () => {
  it("is asked as often as it allows and never more, whatever a request takes", async () => {
    const clock = new VirtualClock();
    const sentAt: number[] = [];
    const fetch = async () => {
      sentAt.push(clock.now());
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 900));
      return Response.json({ valid: true });
    };
    const registry = createVies({ fetch, clock });
    const checks = Array.from({ length: 20 }, (_, index) =>
      registry.check({ country: "DE", digits: `8119079${10 + index}` }),
    );
    await clock.advance(12_500);
    await Promise.all(checks);
    for (const time of sentAt)
      expect(sentAt.filter((other) => time <= other && other < time + 1_000).length).toBeLessThan(3);
    // 19 gaps of 520 ms, and once the time of the first reply.
    expect(sentAt.at(-1)).toBeLessThan(19 * 520 + 900 + 50);
  });
});
