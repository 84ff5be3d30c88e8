import { createVies } from "@tidegate/integrations";
import { describe, expect, it } from "vitest";
import { oneAttempt } from "./quick-policies.js";

/** A VIES that answers with exactly this. */
function answering(body: unknown, init: ResponseInit = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/json", ...init.headers };
  return createVies({ fetch: async () => new Response(text, { ...init, headers }), policies: oneAttempt });
}
const number = { country: "DE", digits: "811907980" };
const echo = { countryCode: "DE", vatNumber: "811907980", requestDate: "2026-01-15T10:00:00.000Z" };

describe("a VIES reply", () => {
  it.each([
    [{ ...echo, valid: true, name: "A", address: "B" }, true],
    [{ ...echo, valid: false, name: "---", address: "---" }, false],
    [{ isValid: true, userError: "VALID", vatNumber: "811907980" }, true],
    [{ isValid: false, userError: "INVALID" }, false],
    [{ ...echo, vatNumber: "811 907 980", valid: true }, true],
  ])("%j is a verdict", async (body, valid) => {
    expect(await answering(body).check(number)).toMatchObject({ valid });
  });

  it.each([
    ["throttled beside isValid: false", { isValid: false, userError: "MS_MAX_CONCURRENT_REQ" }, "RATE_LIMITED"],
    [
      "an error beside valid: false",
      { ...echo, valid: false, errorWrappers: [{ error: "MS_UNAVAILABLE" }] },
      "UNAVAILABLE",
    ],
    ["an error without a code", { actionSucceed: false }, "UNAVAILABLE"],
    ["no verdict at all", { ...echo }, "BAD_REPLY"],
    ["a verdict that is no boolean", { ...echo, valid: "false" }, "BAD_REPLY"],
    ["two verdicts that differ", { ...echo, valid: true, isValid: false }, "BAD_REPLY"],
    ["a verdict and its contrary", { isValid: true, userError: "INVALID" }, "BAD_REPLY"],
    ["another number", { ...echo, vatNumber: "123456789", valid: false }, "BAD_REPLY"],
    ["another country", { ...echo, countryCode: "FR", valid: false }, "BAD_REPLY"],
    ["an empty object", {}, "BAD_REPLY"],
    ["null", null, "BAD_REPLY"],
    ["a list", [], "BAD_REPLY"],
    ["nothing", "", "BAD_REPLY"],
    ["half a body", '{"valid": fal', "BAD_REPLY"],
    ["nesting without end", "[".repeat(100_000), "BAD_REPLY"],
  ])("with %s is none", async (_name, body, code) => {
    await expect(answering(body).check(number)).rejects.toMatchObject({ code });
  });

  it("is not read when it calls itself HTML, whatever it holds", async () => {
    const html = answering({ ...echo, valid: false }, { headers: { "content-type": "text/html" } });
    await expect(html.check(number)).rejects.toMatchObject({ code: "BAD_REPLY" });
  });

  it("is not read beyond a megabyte", async () => {
    const huge = answering({ ...echo, valid: true, name: "x".repeat(1_100_000) });
    await expect(huge.check(number)).rejects.toMatchObject({ code: "BAD_REPLY", message: /larger than/ });
  });

  it.each([
    [400, "<html>Bad Request</html>", "text/html", "BAD_REPLY"],
    [400, "{}", "application/json", "REJECTED"],
    [403, "<html>Forbidden</html>", "text/html", "REJECTED"],
    [404, "<html>Not Found</html>", "text/html", "NOT_FOUND"],
    [429, "slow down", "text/plain", "RATE_LIMITED"],
    [500, "", "", "UNAVAILABLE"],
    [502, "<html>Bad Gateway</html>", "text/html", "UNAVAILABLE"],
    [503, '{"valid":false}', "application/json", "UNAVAILABLE"],
    [204, null, "", "BAD_REPLY"],
  ])("of status %i with %j as %s is %s", async (status, body, type, code) => {
    const fetch = async () => new Response(body, { status, headers: { "content-type": type } });
    await expect(createVies({ fetch, policies: oneAttempt }).check(number)).rejects.toMatchObject({ code, status });
  });

  it("tells the pause it asks for, in seconds or as a date", async () => {
    for (const pause of ["7", new Date(Date.now() + 7_000).toUTCString()]) {
      const limited = answering({}, { status: 429, headers: { "retry-after": pause } });
      const error = await limited.check(number).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "RATE_LIMITED" });
      expect(Math.abs((error as { retryAfterMs: number }).retryAfterMs - 7_000)).toBeLessThan(1_100);
    }
  });
});
