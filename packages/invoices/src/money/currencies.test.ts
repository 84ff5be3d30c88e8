import { expect, test } from "vitest";
import { isCurrency, minorUnits } from "./currencies.js";

test.each([
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["CLF", 4],
  ["TRL", 0],
  ["HRK", 2],
])("%s has %i decimals", (code, decimals) => {
  expect(isCurrency(code)).toBe(true);
  expect(minorUnits(code)).toBe(decimals);
});

test("currencies the ECB once published are known although they are withdrawn", () => {
  const withdrawn = ["BGN", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "ROL", "SIT", "SKK", "TRL"];
  expect(withdrawn.filter((code) => !isCurrency(code))).toEqual([]);
});

test.each(["", "eur", "EURO", "XXX", "XTS", "INVALID_CURRENCY", "constructor", " EUR"])("%j is no currency", (code) => {
  expect(isCurrency(code)).toBe(false);
});
