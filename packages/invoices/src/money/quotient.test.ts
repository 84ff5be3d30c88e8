import { expect, test } from "vitest";
import { roundedQuotient, scaled } from "./quotient.js";

test.each([
  ["1", "3", 4, "0.3333"],
  ["2", "3", 4, "0.6667"],
  ["0.125", "1", 2, "0.13"],
  ["-0.125", "1", 2, "-0.13"],
  ["-0.004", "1", 2, "0.00"],
  ["1000", "8", 0, "125"],
  ["0.000001", "1000", 12, "0.000000001000"],
  ["5", "-2", 0, "-3"],
])("%s / %s to %i decimals is %s", (dividend, divisor, decimals, expected) => {
  expect(roundedQuotient(scaled(dividend), scaled(divisor), decimals)).toBe(expected);
});

test("a tie that only the exact quotient shows is rounded as a tie", () => {
  // 0.045 / 3 is exactly 0.015; over a rounded 1/3 it would come out just below.
  expect(roundedQuotient(scaled("0.045"), scaled("3"), 2)).toBe("0.02");
});

test("a divisor of zero is refused", () => {
  expect(() => roundedQuotient(scaled("1"), scaled("0.00"), 2)).toThrow(RangeError);
});
