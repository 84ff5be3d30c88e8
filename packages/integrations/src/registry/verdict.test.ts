import { describe, expect, it } from "vitest";
import { registeredText, registryTime } from "./verdict.js";

describe("registeredText", () => {
  it.each([
    ["FERRARI S.P.A.", "FERRARI S.P.A."],
    ["VIA EMILIA EST 1163 \n41122  MODENA MO\n", "VIA EMILIA EST 1163\n41122 MODENA MO"],
    ["---", null],
    ["  ", null],
    ["", null],
    [null, null],
    [undefined, null],
    ["ACME\u001b[31m\rLTD", "ACME [31m LTD"],
  ])("reads %j as %j", (text, expected) => {
    expect(registeredText(text)).toBe(expected);
  });
});

describe("registryTime", () => {
  it("gives the time in UTC, or nothing", () => {
    expect(registryTime("2019-01-31T12:43:17+00:00")).toBe("2019-01-31T12:43:17.000Z");
    expect(registryTime("2026-01-15")).toBe("2026-01-15T00:00:00.000Z");
    expect(registryTime("soon")).toBeNull();
    expect(registryTime(undefined)).toBeNull();
  });
});
