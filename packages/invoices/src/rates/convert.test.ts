import { expect, test } from "vitest";
import { convert, identityConversion } from "./convert.js";

test("a cross rate goes through the base and is rounded once, at the end", () => {
  // 1 IDR in THB by the publication of 2005-09-02: the printed rate times the amount would lose digits.
  expect(convert("1000000", { fromPerBase: "12979.94", toPerBase: "51.491" }, "THB")).toEqual({
    amount: "3966.97",
    unrounded: "3966.967489834313563853",
    rate: "0.003966967490",
  });
});

test("the amount has the minor units of the target", () => {
  const cross = { fromPerBase: "1", toPerBase: "126.49" };
  expect(convert("1.5", cross, "JPY")).toMatchObject({ amount: "190", unrounded: "189.735" });
});

test("negative amounts round away from zero like positive ones", () => {
  expect(convert("-0.01", { fromPerBase: "2", toPerBase: "1" }, "EUR").amount).toBe("-0.01");
  expect(convert("0.01", { fromPerBase: "2", toPerBase: "1" }, "EUR").amount).toBe("0.01");
});

test("a rate of zero and an amount that is no number are refused", () => {
  expect(() => convert("1", { fromPerBase: "0", toPerBase: "1" }, "EUR")).toThrow(RangeError);
  expect(() => convert("not_a_number", { fromPerBase: "1", toPerBase: "1" }, "EUR")).toThrow(TypeError);
});

test("an amount in its own currency needs no source", () => {
  expect(identityConversion("15000", "EUR", "2024-01-15")).toEqual({
    amount: "15000.00",
    rate: "1.000000000000",
    rateDate: "2024-01-15",
    source: "identity",
    fromCache: false,
    stale: false,
    ageSeconds: 0,
    costUsd: "0",
  });
});
