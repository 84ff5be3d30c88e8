import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAmount } from "./amount.js";

describe("parseAmount", () => {
  test.each([
    ["15000", "15000", null],
    ["15,000.00", "15000.00", null],
    ["15.000,00 €", "15000.00", "EUR"],
    ["(120.00)", "-120.00", null],
    ["(£1,234.50)", "-1234.50", "GBP"],
    ["£(1,234.50)", "-1234.50", "GBP"],
    ["1 234,50", "1234.50", null],
    ["1\u202f234,50\u00a0€", "1234.50", "EUR"],
    ["1'234.50", "1234.50", null],
    ["CHF 100.-", "100", "CHF"],
    ["100,--", "100", null],
    ["-12", "-12", null],
    ["12.50-", "-12.50", null],
    ["-£12.50", "-12.50", "GBP"],
    ["£-12.50", "-12.50", "GBP"],
    ["\u221212.50", "-12.50", null],
    ["+12.50", "12.50", null],
    ["12.50 CR", "-12.50", null],
    ["12.50 DR", "12.50", null],
    ["EUR 12,5", "12.5", "EUR"],
    ["12,5 eur", "12.5", "EUR"],
    ["US$ 9.99", "9.99", "USD"],
    ["$9.99", "9.99", null],
    ["\u00c2£1,234.00", "1234.00", "GBP"],
    ["\ufffd1,234.00", "1234.00", null],
    ["1,23,456.00", "123456.00", null],
    ["1.234.567", "1234567", null],
    ["1,234,567", "1234567", null],
    ["1,234", "1234", null],
    ["0,500", "0.500", null],
    ["1234,500", "1234.500", null],
    [".50", "0.50", null],
    ["007.50", "7.50", null],
    ["12.", "12", null],
    ["-0.00", "0.00", null],
    ["\uff11\uff12\uff13", "123", null],
  ])("reads %j as %s", (text, value, currency) => {
    expect(parseAmount(text)).toEqual({ value, currency, ambiguous: false });
  });

  test.each([
    "",
    " ",
    "not_a_number",
    "1,2,3",
    "1.2.3,4",
    "12,34.56,78",
    "--5",
    "-5-",
    "(-5)",
    "((5))",
    "5 EUR USD",
    "€5€",
    "12 apples",
    "1e5",
    "NaN",
    "Infinity",
    "0x10",
    "1 23",
    "12%",
    "2024-01-15",
    "1".repeat(65),
  ])("does not take %j for an amount", (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  test("reads three digits after a lone point as decimals, and says that they could be thousands", () => {
    expect(parseAmount("1.500")).toEqual({ value: "1.500", currency: null, ambiguous: true });
    expect(parseAmount("1.500", ".")).toMatchObject({ value: "1.500", ambiguous: false });
    expect(parseAmount("1.500", ",")).toMatchObject({ value: "1500", ambiguous: false });
  });

  test("follows the decimal mark of its column", () => {
    expect(parseAmount("1,500", ",")).toMatchObject({ value: "1.500" });
    expect(parseAmount("1,500", ".")).toMatchObject({ value: "1500" });
    expect(parseAmount("12,5", ".")).toBeNull();
  });

  const amounts = fc.record({
    whole: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    cents: fc.integer({ min: 0, max: 99 }),
    negative: fc.boolean(),
  });
  const styles = fc.constantFrom([",", "."], [".", ","], [" ", ","], ["'", "."], ["\u202f", ","], ["", "."], ["", ","]);
  const signs = fc.constantFrom(
    (text: string) => `-${text}`,
    (text: string) => `${text}-`,
    (text: string) => `(${text})`,
    (text: string) => `${text} CR`,
  );
  const currencies = fc.constantFrom("", "€", "£", "EUR", "zł", "CHF");

  test("gives back any amount written in any style, to the last digit", () => {
    fc.assert(
      fc.property(amounts, styles, signs, currencies, fc.boolean(), (amount, [group, mark], sign, currency, before) => {
        const whole = amount.whole.toString().replace(/\B(?=(\d{3})+$)/g, group ?? "");
        const cents = String(amount.cents).padStart(2, "0");
        const bare = `${whole}${mark}${cents}`;
        const signed = amount.negative ? sign(bare) : bare;
        const text = before ? `${currency} ${signed}` : `${signed} ${currency}`;
        const zero = amount.whole === 0n && amount.cents === 0;
        expect(parseAmount(text)?.value).toBe(`${amount.negative && !zero ? "-" : ""}${amount.whole}.${cents}`);
      }),
    );
  });

  test("gives plain decimals or nothing for any text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+(]?[\d.,' €$)-]{0,20}$/));
    fc.assert(
      fc.property(text, fc.constantFrom(undefined, ".", ","), (any, mark) => {
        const reading = parseAmount(any, mark as "." | "," | undefined);
        if (reading !== null) expect(reading.value).toMatch(/^-?\d+(\.\d+)?$/);
      }),
      { numRuns: 2000 },
    );
  });
});
