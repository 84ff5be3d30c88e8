import { createHmrc, type HmrcSettings } from "@tidegate/integrations";
import { VirtualClock } from "@tidegate/resilience/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HmrcStandIn, startHmrc } from "../stand-ins/hmrc.js";
import { oneAttempt, quickRetries, shortAttempt } from "./quick-policies.js";

const vrn = "553557881";
let standIn: HmrcStandIn;
beforeEach(async () => {
  standIn = await startHmrc({ requestLimit: null });
});
afterEach(() => standIn.close());

const client = (settings: Partial<HmrcSettings> = {}) =>
  createHmrc({
    baseUrl: standIn.url,
    clientId: "test-client",
    clientSecret: "test-secret",
    policies: oneAttempt,
    ...settings,
  });

describe("HMRC", () => {
  it("gives a registered number's name, address and time", async () => {
    expect(await client().check({ digits: vrn })).toEqual({
      valid: true,
      name: "Company 553557881 Ltd",
      address: "1 High Street\nSW1A 1AA\nGB",
      consultationNumber: null,
      checkedAt: expect.stringMatching(/Z$/),
    });
  });

  it("carries no token without credentials, for a gateway that adds it", async () => {
    let headers: unknown;
    const fetch = async (_url: unknown, init?: RequestInit) => {
      headers = init?.headers;
      return Response.json({ target: { name: "Acme Ltd", vatNumber: vrn }, processingDate: "2026-05-07T09:00:00Z" });
    };
    const gateway = client({ clientId: undefined, clientSecret: undefined, fetch });
    expect(await gateway.check({ digits: vrn })).toMatchObject({ valid: true, name: "Acme Ltd" });
    expect(headers).not.toHaveProperty("authorization");
    expect(standIn.tokensIssued()).toBe(0);
  });

  it("is refused by HMRC itself without credentials, which is no verdict", async () => {
    const check = client({ clientId: undefined, clientSecret: undefined }).check({ digits: vrn });
    await expect(check).rejects.toMatchObject({ code: "UNAUTHORIZED", status: 401 });
  });

  it("takes only the documented NOT_FOUND for an invalid number", async () => {
    expect(await client().check({ digits: "999999973" })).toMatchObject({ valid: false, name: null });
  });

  it.each([
    ["a bare 404", "text/html", "<html>Not Found</html>", "NOT_FOUND"],
    ["a 404 of something in between", "application/json", '{"message":"no route"}', "NOT_FOUND"],
    ["an empty 404", "application/json", "", "NOT_FOUND"],
    ["a 404 of the gateway", "application/json", '{"code":"MATCHING_RESOURCE_NOT_FOUND"}', "REJECTED"],
  ])("does not take %s for a verdict", async (_name, type, body, code) => {
    const fetch: typeof globalThis.fetch = async (input, init) =>
      String(input).includes("/lookup/")
        ? new Response(body, { status: 404, headers: { "content-type": type } })
        : globalThis.fetch(input, init);
    await expect(client({ fetch }).check({ digits: vrn })).rejects.toMatchObject({ code });
  });

  it("brings a consultation number where the requester is known", async () => {
    const verdict = await client({ requesterVrn: "146295999727" }).check({ digits: vrn });
    expect(verdict).toMatchObject({ valid: true, consultationNumber: `ref-${vrn}` });
  });

  it("says so when the requester is not registered", async () => {
    const check = client({ requesterVrn: "999999973" }).check({ digits: vrn });
    await expect(check).rejects.toMatchObject({ code: "REJECTED", status: 403, reason: "INVALID_REQUEST" });
  });

  it("never sends out what has not 9 or 12 digits", async () => {
    await expect(client().check({ digits: "12345" })).rejects.toMatchObject({ code: "REJECTED" });
    expect(standIn.calls).toHaveLength(0);
  });

  it("asks for one token, however many ask at once and one after the other", async () => {
    const registry = client();
    await Promise.all([1, 2, 3, 4].map((digit) => registry.check({ digits: `55355788${digit}` })));
    await registry.check({ digits: vrn });
    expect(standIn.tokensIssued()).toBe(1);
  });

  it("renews a token a minute before it expires, and not earlier", async () => {
    const clock = new VirtualClock();
    const registry = client({ clock });
    await registry.check({ digits: vrn });
    await clock.advance((14_400 - 61) * 1_000);
    await registry.check({ digits: vrn });
    expect(standIn.tokensIssued()).toBe(1);
    await clock.advance(2_000);
    await registry.check({ digits: vrn });
    expect(standIn.tokensIssued()).toBe(2);
  });

  it("gets a new token when the old one is revoked, within the same attempt", async () => {
    const registry = client();
    await registry.check({ digits: vrn });
    standIn.revokeTokens();
    expect(await registry.check({ digits: vrn })).toMatchObject({ valid: true });
    expect(standIn.tokensIssued()).toBe(2);
  });

  it("does not ask on with wrong credentials, nor repeats them", async () => {
    const secret = "hunter2-hunter2";
    const error = await client({ clientSecret: secret, policies: quickRetries })
      .check({ digits: vrn })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAUTHORIZED", message: expect.stringContaining("client id and secret") });
    expect(JSON.stringify([error, String(error)])).not.toContain(secret);
    expect(standIn.calls).toHaveLength(1);
  });

  it("needs its credentials", () => {
    expect(() => createHmrc({ clientId: "", clientSecret: "x" })).toThrow("hmrc: clientId must be set");
    expect(() => createHmrc({ clientId: "a", clientSecret: "x\r\ny: z" })).toThrow("hmrc: clientSecret must be set");
  });

  it.each(["reset", "error-500", "hang", "html-200", "html-503", "cut"] as const)(
    "%s: on the way to the token costs no answer",
    async (kind) => {
      standIn.failNext(kind);
      const policies = kind === "hang" ? { ...quickRetries, ...shortAttempt } : quickRetries;
      expect(await client({ policies }).check({ digits: vrn })).toMatchObject({ valid: true });
    },
  );
});
