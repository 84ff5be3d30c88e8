import { nameWords } from "./name-words.js";

export type NameMatch = "match" | "partial" | "differs";

/** VIES gives legal and trading name as `A||B`; invoices write `A t/a B`. */
const alternativesMark = /\|\||\s(?:t\/a|t\.a\.|trading as|d\/b\/a|dba|doing business as)\s/i;
/** How VIES says that a member state does not disclose names. */
const undisclosed = /^[\s\p{P}]*$/u;
const sharedWordsForPartial = 0.5;
const letterLikenessForPartial = 0.85;

/**
 * Compares the name a registry has with the one on an invoice. `match`: the same words, in any order, up to legal form,
 * accents, case and punctuation. `partial`: one contains the other, half of the words are shared, one is the other's
 * initials, or they differ by a few letters. `null` where one of them is not given.
 *
 * @example compareNames("ACME TRADING LTD||ACME", "Acme Ltd.") // "match"
 */
export function compareNames(registered: string | null, onInvoice: string | null): NameMatch | null {
  const left = alternatives(registered);
  const right = alternatives(onInvoice);
  if (left.length === 0 || right.length === 0) return null;
  let best: NameMatch = "differs";
  for (const one of left) {
    for (const other of right) {
      const match = compareWords(one, other);
      if (match === "match") return match;
      if (match === "partial") best = match;
    }
  }
  return best;
}

function alternatives(name: string | null): (readonly string[])[] {
  if (name === null) return [];
  return name
    .split(alternativesMark)
    .filter((part) => !undisclosed.test(part))
    .map(nameWords)
    .filter((words) => words.length > 0);
}

function compareWords(left: readonly string[], right: readonly string[]): NameMatch {
  const leftText = left.join("");
  const rightText = right.join("");
  if (leftText === rightText || [...left].sort().join(" ") === [...right].sort().join(" ")) return "match";
  const shared = left.filter((word) => right.includes(word)).length;
  const fewest = Math.min(left.length, right.length);
  const alike =
    shared === fewest ||
    shared / Math.max(left.length, right.length) >= sharedWordsForPartial ||
    isInitials(left, rightText) ||
    isInitials(right, leftText) ||
    likeness(leftText, rightText) >= letterLikenessForPartial;
  return alike ? "partial" : "differs";
}

function isInitials(words: readonly string[], text: string): boolean {
  return words.length >= 3 && words.map((word) => word[0]).join("") === text;
}

/** One less the share of letters that must be changed (Levenshtein), over the longer text. */
function likeness(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return longest === 0 ? 1 : 1 - (previous[right.length] ?? 0) / longest;
}
