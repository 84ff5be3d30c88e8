import { expect, test } from "vitest";
import { decideDecimalMark } from "./decimal-mark.js";

test.each([
  [["1.234,50", "12"], ","],
  [["1,234.50", "12"], "."],
  [["1.500", "2,5"], ","],
  [["1,500", "2.5"], "."],
  [["1.234.567"], ","],
  [["1,234,567"], "."],
  [["0,500"], ","],
  [["(219,507.23)"], "."],
  [["€ 12,50"], ","],
  [["1.500", "2.750"], null],
  [["12", "", "n/a"], null],
])("the column %j uses %j", (texts, mark) => {
  expect(decideDecimalMark(texts)).toBe(mark);
});

test("the majority decides where values contradict each other", () => {
  expect(decideDecimalMark(["1,50", "2,50", "3.50"])).toBe(",");
});
