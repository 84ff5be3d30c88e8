import { describe, expect, test } from "vitest";
import { compareDecimals, decimal, sum } from "./decimal.js";

describe("decimal", () => {
  test("keeps every digit of a number that no float can hold", () => {
    expect(decimal("12345678901234567890.0123456789")?.toFixed()).toBe("12345678901234567890.0123456789");
  });

  test.each(["", " 1", "+1", "1.", ".5", "1e5", "1,5", "0x10", "NaN", "Infinity", "--1", "1.2.3", "٣", "9".repeat(65)])(
    "refuses %j",
    (text) => expect(decimal(text)).toBeNull(),
  );

  test("gives null for an absent amount", () => expect(decimal(null)).toBeNull());
});

describe("sum", () => {
  test("is exact where floats are not", () => expect(sum(["0.1", "0.2"])?.toFixed()).toBe("0.3"));
  test("of nothing is zero", () => expect(sum([])?.toFixed()).toBe("0"));
  test("is unknown as soon as a part is", () => expect(sum(["1", null])).toBeNull());
});

test("decimals are ordered by value, not by notation", () => {
  expect(compareDecimals("10.0", "9.99")).toBe(1);
  expect(compareDecimals("1.50", "1.5")).toBe(0);
  expect(compareDecimals("-2", "-1")).toBe(-1);
  expect(() => compareDecimals("x", "x")).toThrow(TypeError);
});
