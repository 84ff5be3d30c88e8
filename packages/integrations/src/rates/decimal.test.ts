import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positiveDecimal } from "./decimal.js";

describe("positiveDecimal", () => {
  it.each([
    ["1.1684", "1.1684"],
    ["366.90", "366.90"],
    ["1336", "1336"],
    ["1e-7", "0.0000001"],
    ["2.5e-7", "0.00000025"],
    ["1.23E+5", "123000"],
    ["1.23456e2", "123.456"],
    ["12.5e-1", "1.25"],
    ["1e0", "1"],
  ])("writes %s as %s", (text, decimal) => {
    expect(positiveDecimal(text)).toBe(decimal);
  });

  it.each([
    "",
    "0",
    "0.000",
    "-1",
    "+1",
    "N/A",
    "NaN",
    "Infinity",
    "1,5",
    "1.2.3",
    "0x10",
    "1e99",
    "1e-99",
    "9".repeat(50),
  ])("refuses %s", (text) => {
    expect(positiveDecimal(text)).toBeNull();
  });

  it("keeps the value whatever the exponent", () => {
    const exponents = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), exponents, (digits, exponent) => {
        const decimal = positiveDecimal(`${digits}e${exponent}`);
        expect(decimal).toMatch(/^\d+(\.\d+)?$/);
        expect(Number(decimal)).toBeCloseTo(Number(`${digits}e${exponent}`), 25);
        expect(decimal?.replace(".", "").replace(/^0+|0+$/g, "")).toBe(String(digits).replace(/0+$/, ""));
      }),
    );
  });
});
