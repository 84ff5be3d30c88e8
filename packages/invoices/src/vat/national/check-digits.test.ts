import { expect, test } from "vitest";
import { holdsMod11And10, luhnSum, remainderOf97, weightedSum } from "./check-digits.js";

test("Luhn's algorithm holds for the example of ISO/IEC 7812 and no single wrong digit", () => {
  expect(luhnSum("79927398713") % 10).toBe(0);
  for (let digit = 0; digit < 10; digit++) {
    if (digit !== 3) expect(luhnSum(`7992739871${digit}`) % 10).not.toBe(0);
  }
});

test("MOD 11,10 holds for the example of ISO 7064 and no single wrong digit", () => {
  expect(holdsMod11And10("07945")).toBe(true);
  for (const wrong of ["07944", "07845", "17945"]) expect(holdsMod11And10(wrong)).toBe(false);
});

test("MOD 97-10 counts letters from A = 10", () => {
  expect(remainderOf97("370400440532013000DE89")).toBe(1);
  expect(remainderOf97("A")).toBe(10);
});

test("weights beyond the digits they are given for are not used", () => {
  expect(weightedSum("1239", [3, 2, 1])).toBe(10);
});
