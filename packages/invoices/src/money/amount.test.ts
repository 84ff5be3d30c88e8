import { describe, expect, test } from "vitest";
import { formatAmount, toMinorUnits } from "./amount.js";

describe("toMinorUnits", () => {
  test.each([
    ["2.345", "EUR", "2.35"],
    ["-2.345", "EUR", "-2.35"],
    ["2.344999", "EUR", "2.34"],
    ["2.5", "JPY", "3"],
    ["1.0005", "KWD", "1.001"],
    ["15000", "USD", "15000.00"],
    ["-0.001", "EUR", "0.00"],
  ])("%s %s is %s", (amount, currency, rounded) => expect(toMinorUnits(amount, currency)).toBe(rounded));

  test("refuses what is no decimal", () => expect(() => toMinorUnits("12,50", "EUR")).toThrow(TypeError));
});

describe("formatAmount", () => {
  test.each([
    ["15000", "EUR", "15000.00"],
    ["15000.5", "EUR", "15000.50"],
    ["0.1234", "EUR", "0.1234"],
    ["-7", "JPY", "-7"],
    ["7.0", "JPY", "7.0"],
    ["1", "BHD", "1.000"],
    ["not a number", "EUR", "not a number"],
  ])("%s %s is written %s", (amount, currency, written) => expect(formatAmount(amount, currency)).toBe(written));
});
