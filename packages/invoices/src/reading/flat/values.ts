import Big from "big.js";
import { isLosslessNumber } from "lossless-json";
import type { Finding } from "../../model/finding.js";
import type { CurrencyCode, DecimalString, IsoDate } from "../../model/invoice.js";
import { isCurrency } from "../../money/currencies.js";
import { isDecimal } from "../../money/decimal.js";
import { type AmountReading, type DecimalMark, parseAmount } from "../text/amount.js";
import { cleanText, quote } from "../text/clean.js";
import { currencyOfSymbol } from "../text/currency-symbols.js";
import { type DateOrder, parseDate } from "../text/date.js";

/**
 * Readers of one untrusted value each. What is absent is `null`; what is there and can not be read is `null` too, and
 * `findings` says so under `path`, the place in our own shape that stays empty.
 */

/** What a value of the wrong kind is called in messages. */
function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "A list";
  return value !== null && typeof value === "object" ? "An object" : quote(String(value));
}

export function readText(value: unknown): string | null {
  if (typeof value === "string") return cleanText(value);
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "bigint") return plainNumber(value);
  if (isLosslessNumber(value)) return cleanText(value.value);
  return null;
}

/** A number as it stood in the source; `null` for one beyond the range of numbers. */
function plainNumber(value: number | bigint): DecimalString | null {
  const text = String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  return text.includes("e") ? new Big(text).toFixed() : text;
}

/** Beyond this the number is noise, and its plain notation would fill the memory. */
const largestExponent = 40;

function exactNumber(text: string): DecimalString | null {
  const exponentAt = text.search(/e/i);
  if (exponentAt === -1) return isDecimal(text) ? text : null;
  if (exponentAt > longestMantissa || Math.abs(Number(text.slice(exponentAt + 1))) > largestExponent) return null;
  const plain = new Big(text).toFixed();
  return isDecimal(plain) ? plain : null;
}

/** More digits are no amount; the bound keeps their spelling out cheap. */
const longestMantissa = 64;

export function readAmount(
  value: unknown,
  path: string,
  findings: Finding[],
  mark?: DecimalMark,
): AmountReading | null {
  if (value === null || value === undefined) return null;
  let reading: AmountReading | null = null;
  if (typeof value === "number") {
    const text = plainNumber(value);
    if (text !== null) return { value: text, currency: null, ambiguous: false };
  } else if (isLosslessNumber(value)) {
    const text = exactNumber(value.value);
    if (text !== null) return { value: text, currency: null, ambiguous: false };
  } else if (typeof value === "string") {
    if (value.trim() === "") return null;
    reading = parseAmount(value, mark) ?? (mark === undefined ? null : parseAmount(value));
  }
  if (reading === null) {
    const message = `${describe(value)} is no amount; write it like 1234.50.`;
    findings.push({ code: "AMOUNT-NOT-A-NUMBER", severity: "error", message, path });
  } else if (reading.ambiguous) {
    const message = `${describe(value)} is read with a decimal point; with a thousands separator it would be ${reading.value.replace(".", "")}.`;
    findings.push({ code: "AMOUNT-AMBIGUOUS", severity: "warning", message, path });
  }
  return reading;
}

export function readDate(value: unknown, path: string, findings: Finding[], order?: DateOrder): IsoDate | null {
  const text = readText(value);
  if (text === null) {
    if (value !== null && typeof value === "object") findings.push(invalidDate(value, path));
    return null;
  }
  const reading = parseDate(text, order);
  if (reading === null) {
    findings.push(invalidDate(value, path));
    return null;
  }
  if (reading.ambiguous) {
    const message = `${describe(value)} is read with the day first, as ${reading.value}; day and month could be the other way round.`;
    findings.push({ code: "DATE-AMBIGUOUS", severity: "info", message, path });
  }
  return reading.value;
}

function invalidDate(value: unknown, path: string): Finding {
  const message = `${describe(value)} is no calendar day; write it like 2024-01-31.`;
  return { code: "DATE-INVALID", severity: "error", message, path };
}

export function readCurrency(value: unknown, path: string, findings: Finding[]): CurrencyCode | null {
  if (typeof value === "string" && isCurrency(value)) return value;
  const text = readText(value);
  if (text === null && (value === null || typeof value !== "object")) return null;
  const code = text === null ? undefined : currencyOfSymbol(text);
  if (code !== undefined && code !== null) return code;
  const message =
    code === null
      ? `${describe(value)} is the sign of several currencies; give the ISO 4217 code, such as USD.`
      : `${describe(value)} is no currency; give an ISO 4217 code, such as EUR.`;
  findings.push({ code: "CURRENCY-UNKNOWN", severity: "error", message, path });
  return null;
}

/** An ISO 3166-1 alpha-2 code; names of countries are left out rather than guessed. */
export function readCountry(value: unknown): string | null {
  const text = readText(value)?.toUpperCase();
  return text !== undefined && /^[A-Z]{2}$/.test(text) ? text : null;
}
