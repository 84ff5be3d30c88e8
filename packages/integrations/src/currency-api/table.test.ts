import { describe, expect, it } from "vitest";
import { parseCurrencyApi } from "./table.js";

describe("parseCurrencyApi", () => {
  it("keeps currencies with the digits of the file, and leaves out tokens and what has no price", () => {
    const text =
      '{"date":"2031-05-07","eur":{"eur":1,"usd":1.2600,"btc":1.5e-7,"1inch":4.2,"usdt":1.2,"xxx":0,"yyy":null}}';
    expect(parseCurrencyApi(text, "EUR")).toEqual({
      base: "EUR",
      date: "2031-05-07",
      source: "currency-api",
      rates: { USD: "1.2600", BTC: "0.00000015" },
    });
  });

  it.each([
    ["<html>", "no JSON"],
    ["{}", "no JSON"],
    ['{"date":"2031-05-07"}', "no table of EUR"],
    ['{"date":"2031-05-07","eur":"usd"}', "no table of EUR"],
    ['{"date":"2031-05-07","eur":{}}', "no rates"],
  ])("refuses %s", (text, message) => {
    expect(() => parseCurrencyApi(text, "EUR")).toThrow(message);
  });
});
