import { expect, test } from "vitest";
import { numberKey } from "./number-key.js";

test.each([
  ["A-123", "A123"],
  ["a 123.", "A123"],
  ["inv/2024\\001", "INV2024001"],
  ["ＩＮＶ－１２３", "INV123"],
  ["ΑΑ-12", "ΑΑ12"],
  ["0012", "0012"],
])("%s is compared as %s", (number, key) => {
  expect(numberKey(number)).toBe(key);
});

test.each([null, "", "---", " \t"])("%j leaves nothing to compare", (number) => {
  expect(numberKey(number) || null).toBe(null);
});
