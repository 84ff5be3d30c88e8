import { withWindowsCharacters } from "./windows-1252.js";

/** Longer than any honest name or reference; what is beyond is cut, so that one field can not flood a report. */
export const longestText = 1000;

/**
 * Control characters, lone surrogates, direction marks and other invisible ones: they break terminals, logs and
 * comparisons. The two joiners stay, because Persian and Indian scripts write with them.
 */
const unprintable = /[\p{Cc}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const suspicious = /[^\x20-\x7e\u00ae-\u05ff]| {2}/;

/** The text as it may be shown and stored: trimmed, blanks folded, without unprintable characters; `null` when empty. */
export function cleanText(text: string): string | null {
  const kept = text.length > longestText ? text.slice(0, longestText) : text;
  const printable = suspicious.test(kept)
    ? withWindowsCharacters(kept).replace(unprintable, " ").replace(/\s+/g, " ")
    : kept;
  const trimmed = printable.trim();
  return trimmed === "" ? null : trimmed;
}

/** A short piece of a document that may be quoted in a message. */
export function quote(text: string): string {
  const clean = cleanText(text.slice(0, 60)) ?? "";
  return clean.length > 40 ? `"${clean.slice(0, 40)}.."` : `"${clean}"`;
}
