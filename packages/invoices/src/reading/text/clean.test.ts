import { expect, test } from "vitest";
import { cleanText, quote } from "./clean.js";

test("trims, folds blanks and drops what no one can see", () => {
  expect(cleanText("  Acme\u0000\u001b[31m\n Ltd\u202e \ud800 ")).toBe("Acme [31m Ltd");
  expect(cleanText("\u200b\ufeff")).toBeNull();
  expect(cleanText("   ")).toBeNull();
});

test("restores the apostrophe of a name that was once decoded wrong", () => {
  expect(cleanText("St Anne\u0092s  School")).toBe("St Anne\u2019s School");
});

test("keeps every script and its joiners", () => {
  expect(cleanText("株式会社 میـ\u200cخواهم Łódź 😀")).toBe("株式会社 میـ\u200cخواهم Łódź 😀");
});

test("cuts a text that is longer than any name", () => {
  expect(cleanText("x".repeat(5_000_000))).toHaveLength(1000);
});

test("quotes at most a short token of a document", () => {
  expect(quote("a".repeat(100))).toBe(`"${"a".repeat(40)}.."`);
});
