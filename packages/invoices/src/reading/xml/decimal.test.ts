import { describe, expect, it } from "vitest";
import { plainDecimal } from "./decimal.js";

describe("plainDecimal", () => {
  it.each(["0", "4.60", "-12.500", "007", "12345678901234567890.123456789"])("keeps %s as written", (text) => {
    expect(plainDecimal(text)).toBe(text);
  });

  it.each([
    ["+5", "5"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["5.", "5"],
    ["1e3", "1000"],
    ["1.5E-3", "0.0015"],
    ["5.e2", "500"],
  ])("spells %s out as %s", (text, expected) => {
    expect(plainDecimal(text)).toBe(expected);
  });

  it.each([
    "",
    "abc",
    "1,50",
    "1.000,00",
    "1 000",
    "--1",
    ".",
    "NaN",
    "INF",
    "0x10",
    "1e999",
    "1e99",
    "9".repeat(41),
    "١٢",
  ])("takes %j for no number", (text) => {
    expect(plainDecimal(text)).toBeNull();
  });
});
