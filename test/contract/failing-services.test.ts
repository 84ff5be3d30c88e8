import { createFrankfurter, createVies, type ServiceErrorCode } from "@tidegate/integrations";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultKind, faultKinds } from "../stand-ins/fault-plan.js";
import { startFrankfurter } from "../stand-ins/frankfurter.js";
import type { StandIn } from "../stand-ins/stand-in.js";
import { startVies } from "../stand-ins/vies.js";
import { oneAttempt, quickRetries, shortAttempt } from "./quick-policies.js";

const number = { country: "IT", digits: "00159560366" };

const expectedCodes: readonly (readonly [FaultKind, ServiceErrorCode])[] = [
  ["reset", "UNAVAILABLE"],
  ["error-500", "UNAVAILABLE"],
  ["too-many-requests", "RATE_LIMITED"],
  ["hang", "TIMEOUT"],
  ["html-200", "BAD_REPLY"],
  ["html-503", "UNAVAILABLE"],
  ["cut", "BAD_REPLY"],
  ["refusal", "UNAVAILABLE"],
];

let vies: StandIn;
let frankfurter: StandIn;

beforeAll(async () => {
  vies = await startVies({ requestLimit: null });
  frankfurter = await startFrankfurter({ today: "2026-05-07" });
});
beforeEach(() => {
  vies.configure({ requestLimit: null, latencyMs: 0 });
});
afterAll(() => Promise.all([vies.close(), frankfurter.close()]));

const patience = (kind: FaultKind) => (kind === "hang" ? shortAttempt : {});
const client = (policies = oneAttempt) => createVies({ baseUrl: vies.url, policies, random: () => 0.5 });
const callsOf = (standIn: StandIn) => standIn.calls.length;

describe("a service that fails", () => {
  it("has every fault of the stand-ins covered here", () => {
    expect(expectedCodes.map(([kind]) => kind)).toEqual(expect.arrayContaining([...faultKinds]));
  });

  it.each(expectedCodes)("%s: is told as %s, and never as a verdict", async (kind, code) => {
    vies.failNext(kind);
    const check = client({ ...oneAttempt, ...patience(kind) }).check(number);
    await expect(check).rejects.toMatchObject({ name: "ServiceError", service: "vies", code });
  });

  it.each(expectedCodes)("%s: is asked again and answers", async (kind) => {
    vies.failNext(kind);
    const before = callsOf(vies);
    // A server's Retry-After is whole seconds, so that one retry has to wait a real second.
    expect(await client({ ...quickRetries, ...patience(kind) }).check(number)).toMatchObject({
      valid: true,
      name: "Trader IT00159560366",
    });
    expect(callsOf(vies) - before).toBe(2);
  });

  it("keeps the cause for people who look into it", async () => {
    vies.failNext("reset");
    const error = await client()
      .check(number)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ cause: { name: "HttpError", cause: expect.any(Error) } });
  });

  it("is given up after the retries, with the last error", async () => {
    vies.failNext("error-500", "html-200", "cut", "html-503");
    const before = callsOf(vies);
    await expect(client(quickRetries).check(number)).rejects.toMatchObject({ code: "UNAVAILABLE", status: 503 });
    expect(callsOf(vies) - before).toBe(4);
  });

  it("is never waited for longer than the call's deadline", async () => {
    vies.failNext("hang");
    const started = performance.now();
    await expect(client().check(number, { deadlineMs: 60 })).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("is left by a caller who goes away, with the caller's own reason", async () => {
    vies.failNext("hang");
    const caller = new AbortController();
    const check = client().check(number, { signal: caller.signal });
    setTimeout(() => caller.abort(new Error("enough")), 20);
    await expect(check).rejects.toThrow("enough");
  });

  it("that is down opens its circuit, and is found again when it is up", async () => {
    const standIn = await startVies({ requestLimit: null });
    const policies = { ...oneAttempt, breakerFailures: 3, breakerOpenMs: 500 };
    const registry = createVies({ baseUrl: standIn.url, policies });
    await registry.check(number);
    await standIn.down();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(registry.check(number)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    }
    const refused = await registry.check(number).catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ code: "CIRCUIT_OPEN", retryAfterMs: expect.any(Number) });
    expect(registry.state().circuits).toEqual({ IT: "open", vies: "open" });
    await standIn.up();
    const back = expect.poll(() => registry.check(number).catch(() => null), { interval: 50, timeout: 10_000 });
    await back.toMatchObject({ valid: true });
    await standIn.close();
  });

  it("for one country leaves the others alone", async () => {
    const policies = { ...oneAttempt, breakerFailures: 2 };
    const registry = client(policies);
    for (const digits of ["301", "301"]) await registry.check({ country: "FR", digits }).catch(() => undefined);
    await expect(registry.check({ country: "FR", digits: "12345678901" })).rejects.toMatchObject({
      code: "CIRCUIT_OPEN",
    });
    expect(await registry.check({ country: "DE", digits: "811907980" })).toMatchObject({ valid: true });
    expect(registry.state().circuits).toEqual({ FR: "open", DE: "closed" });
  });

  it("asking for more patience than the call has is not waited for", async () => {
    const standIn = await startVies({ requestLimit: { limit: 1, periodMs: 60_000 } });
    const registry = createVies({ baseUrl: standIn.url, policies: quickRetries });
    await registry.check(number);
    const refusals = [1, 2, 3].map((digit) => registry.check({ country: "DE", digits: `81190798${digit}` }));
    for (const refused of await Promise.allSettled(refusals)) {
      expect(refused).toMatchObject({ status: "rejected", reason: { code: "RATE_LIMITED" } });
    }
    await standIn.close();
  });

  it("is asked once by callers who ask the same at the same time", async () => {
    vies.configure({ latencyMs: 20 });
    const before = callsOf(vies);
    const registry = client();
    const answers = await Promise.all(Array.from({ length: 50 }, () => registry.check(number)));
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(["Trader IT00159560366"]));
    expect(callsOf(vies) - before).toBe(1);
    expect(registry.state()).toMatchObject({ calls: 50, sent: 1, failures: 0 });
  });

  it("is not asked by a closed client", async () => {
    const registry = client();
    registry.close();
    await expect(registry.check(number)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "vies client is closed",
    });
  });

  it("whose address has nobody behind it is unavailable", async () => {
    const gone = await startFrankfurter();
    await gone.close();
    const rates = createFrankfurter({ baseUrl: gone.url, policies: oneAttempt });
    await expect(rates.publication("latest")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(rates.state()).toMatchObject({ failures: 1, lastAnswerAt: null, lastFailure: { code: "UNAVAILABLE" } });
  });

  it.each(expectedCodes.filter(([kind]) => kind !== "refusal" && kind !== "too-many-requests"))(
    "%s: does not cost a rate either",
    async (kind) => {
      frankfurter.failNext(kind);
      const rates = createFrankfurter({
        baseUrl: frankfurter.url,
        policies: { ...quickRetries, ...patience(kind) },
      });
      expect(await rates.publication("2026-05-06")).toMatchObject({ date: "2026-05-06" });
    },
  );
});
