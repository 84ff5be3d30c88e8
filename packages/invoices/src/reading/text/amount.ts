import type { CurrencyCode, DecimalString } from "../../model/invoice.js";
import { currencyOfSymbol } from "./currency-symbols.js";

/** The character that separates the whole part of an amount from its fraction. */
export type DecimalMark = "." | ",";

export interface AmountReading {
  readonly value: DecimalString;
  /** The currency written beside the amount, where its sign or code names exactly one. */
  readonly currency: CurrencyCode | null;
  /** `1.500` on its own may be one and a half or one thousand five hundred; it is read as the former. */
  readonly ambiguous: boolean;
}

/** Longer texts are no amounts; the bound keeps the patterns below cheap on hostile input. */
const longestAmount = 64;

const plain = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const thousandsOrThreeDecimals = /^-?[1-9]\d{0,2}\.\d{3}$/;

/**
 * Reads an amount as people and programs write it: `15,000.00`, `15.000,00 €`, `(120.00)`, `1 234,50`, `12.50-`,
 * `CHF 1'234.–`. Give `mark` where the rest of the column has shown which decimal mark it uses. `null` where the text
 * is no amount.
 *
 * @example parseAmount("15.000,00 €") // { value: "15000.00", currency: "EUR", ambiguous: false }
 */
export function parseAmount(text: string, mark?: DecimalMark): AmountReading | null {
  if (text.length > longestAmount) return null;
  if (mark !== "," && plain.test(text)) {
    const ambiguous = mark === undefined && thousandsOrThreeDecimals.test(text);
    return { value: withoutNegativeZero(text), currency: null, ambiguous };
  }
  const bare = stripSignAndCurrency(text.normalize("NFKC").trim());
  if (bare === null) return null;
  const number = readUnsigned(bare.digits, mark);
  if (number === null) return null;
  const value = withoutNegativeZero(bare.negative ? `-${number.value}` : number.value);
  return { value, currency: bare.currency, ambiguous: number.ambiguous };
}

interface BareAmount {
  readonly digits: string;
  readonly negative: boolean;
  readonly currency: CurrencyCode | null;
}

const parenthesised = /^\((.*)\)$/;
const leadingSign = /^[-+\u2212\u2013]\s*/;
const trailingSign = /\s*[-+\u2212]$/;
const creditOrDebit = /\s*\b(CR|DR)\.?$/i;
/** `100.-` and `100,--` are Swiss and German for a round amount, not for a negative one. */
const roundAmount = /[.,][-\u2013\u2014]{1,2}(?=\D*$)/;
const leadingCurrency = /^([^\d\s.,()+\-\u2212]{1,4}\.?)\s*(?=[\d.,(+\-\u2212])/;
const trailingCurrency = /(?<=[\d.,)\-\u2212]|[CD]R)\s*([^\d\s.,()+\-\u2212]{1,4}\.?)$/;

/** Takes signs and currencies off both ends, each at most once, in whatever order they were put on. */
function stripSignAndCurrency(text: string): BareAmount | null {
  let digits = text.replace(roundAmount, "");
  let sign: boolean | null = null;
  let currency: CurrencyCode | null | undefined;
  for (;;) {
    const inner = parenthesised.exec(digits)?.[1];
    const ledger = creditOrDebit.exec(digits);
    if (inner !== undefined) {
      if (sign !== null) return null;
      sign = true;
      digits = inner.trim();
    } else if (leadingSign.test(digits) || trailingSign.test(digits)) {
      if (sign !== null) return null;
      const side = leadingSign.test(digits) ? leadingSign : trailingSign;
      sign = !side.exec(digits)?.[0].includes("+");
      digits = digits.replace(side, "");
    } else if (ledger !== null) {
      if (sign !== null) return null;
      sign = ledger[1]?.toUpperCase() === "CR";
      digits = digits.slice(0, ledger.index);
    } else {
      const found = leadingCurrency.exec(digits) ?? trailingCurrency.exec(digits);
      if (found?.[1] === undefined) return { digits, negative: sign === true, currency: currency ?? null };
      const named = currencyOfSymbol(found[1]);
      if (named === undefined || currency !== undefined) return null;
      currency = named;
      digits = (found.index === 0 ? digits.slice(found[0].length) : digits.slice(0, found.index)).trim();
    }
  }
}

const groupedByBlankOrApostrophe = /^\d{1,3}(?:[ '\u2019]\d{3})+(?=$|[.,])/;

function readUnsigned(text: string, mark: DecimalMark | undefined): { value: string; ambiguous: boolean } | null {
  const grouped = groupedByBlankOrApostrophe.exec(text);
  const digits = grouped === null ? text : grouped[0].replace(/\D/g, "") + text.slice(grouped[0].length);
  if (!/^(?=.*\d)[\d.,]+$/.test(digits)) return null;
  const guess = mark === undefined ? guessMark(digits, grouped !== null) : { mark, ambiguous: false };
  const value = joinGroups(digits, guess.mark);
  return value === null ? null : { value, ambiguous: guess.ambiguous };
}

function guessMark(digits: string, alreadyGrouped: boolean): { mark: DecimalMark; ambiguous: boolean } {
  const dot = digits.lastIndexOf(".");
  const comma = digits.lastIndexOf(",");
  if (dot >= 0 && comma >= 0) return { mark: dot > comma ? "." : ",", ambiguous: false };
  if (dot < 0 && comma < 0) return { mark: ".", ambiguous: false };
  const separator = dot >= 0 ? "." : ",";
  const other = separator === "." ? "," : ".";
  const at = digits.indexOf(separator);
  if (at !== digits.lastIndexOf(separator)) return { mark: other, ambiguous: false };
  const couldBeThousands =
    digits.length - at - 1 === 3 && /^[1-9]\d{0,2}$/.test(digits.slice(0, at)) && !alreadyGrouped;
  if (!couldBeThousands) return { mark: separator, ambiguous: false };
  return separator === "," ? { mark: ".", ambiguous: false } : { mark: ".", ambiguous: true };
}

/** Groups of three, or of two before the last one as in India: `1,23,456.00`. */
const groups = { ".": /^\d{1,3}(?:,\d{2,3})*,\d{3}$/, ",": /^\d{1,3}(?:\.\d{2,3})*\.\d{3}$/ };

function joinGroups(digits: string, mark: DecimalMark): string | null {
  const at = digits.indexOf(mark);
  const whole = at < 0 ? digits : digits.slice(0, at);
  const fraction = at < 0 ? "" : digits.slice(at + 1);
  if (!/^\d*$/.test(fraction)) return null;
  if (!/^\d*$/.test(whole) && !groups[mark].test(whole)) return null;
  const bare = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  return fraction === "" ? bare || null : `${bare || "0"}.${fraction}`;
}

function withoutNegativeZero(value: string): string {
  return value.startsWith("-0") && !/[1-9]/.test(value) ? value.slice(1) : value;
}
