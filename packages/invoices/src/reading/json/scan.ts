import { ReadError } from "../../model/error.js";

/** Invoices nest less than ten deep. */
const deepest = 200;

/** What a JSON text holds that a plain `JSON.parse` would lose. */
export interface JsonScan {
  /** Names in all objects together; more than the parsed value has where a name stands twice in one object. */
  readonly names: number;
  /** Some number has more significant digits than a binary float keeps. */
  readonly longNumber: boolean;
}

const quoteMark = 0x22;
const backslash = 0x5c;

/** A double keeps any decimal of 15 significant digits (IEEE 754, DBL_DIG). */
const safeDigits = 15;

/**
 * Walks over the text once before it is parsed. Deep nesting is refused here, because what works on parsed values
 * recurses. The text need not be valid JSON.
 *
 * @throws ReadError `JSON-MALFORMED` where the nesting is deeper than any invoice's.
 */
export function scanJson(text: string): JsonScan {
  let depth = 0;
  let names = 0;
  let digits = 0;
  let longNumber = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quoteMark) {
      at = endOfString(text, at);
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      digits += 1;
      if (digits > safeDigits) longNumber = true;
    } else if (code !== 0x2e) {
      digits = 0;
      if (code === 0x3a) names += 1;
      else if (code === 0x7b || code === 0x5b) depth += 1;
      else if (code === 0x7d || code === 0x5d) depth -= 1;
      else if (code === 0x65 || code === 0x45) longNumber ||= isExponent(text, at);
      if (depth > deepest) {
        throw new ReadError(
          "JSON-MALFORMED",
          `The JSON nests more than ${deepest} levels deep, which no invoice does.`,
        );
      }
    }
  }
  return { names, longNumber };
}

/** Where the string that begins at `start` ends; the end of the text if it never does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && text.charCodeAt(end - 1) === backslash && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

/** `1e400` is infinite as a float; the letter in `true` and `false` follows no digit. */
function isExponent(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0x30 && before <= 0x39;
}
