import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMagnitudes } from "./magnitude.js";

const decimalText = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fc.constantFrom("", ".0", ".00", ".5", ".50", ".049", ".123456789"),
  )
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction}`);

describe("compareMagnitudes", () => {
  it.each([
    ["50000.01", "50000", 1],
    ["-50000.01", "50000", 1],
    ["50000.00", "50000", 0],
    ["9999.99", "10000", -1],
    ["0.049", "0.05", -1],
    ["007", "7.0", 0],
  ])("%s against %s is %i", (left, right, expected) => {
    expect(compareMagnitudes(left, right)).toBe(expected);
  });

  it("agrees with decimal arithmetic", () => {
    fc.assert(
      fc.property(decimalText, decimalText, (left, right) => {
        expect(compareMagnitudes(left, right)).toBe(new Big(left).abs().cmp(new Big(right).abs()));
      }),
    );
  });
});
