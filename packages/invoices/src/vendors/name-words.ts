import { legalForms, legalPhrases } from "./legal-forms.js";

/** Letters that Unicode does not take apart, and words for "and" that are as often left out. */
const letters = new Map([
  ["ß", "ss"],
  ["æ", "a"],
  ["œ", "o"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ı", "i"],
]);
const undecomposed = /[ßæœøłđðþı]/g;
const accents = /\p{M}+/gu;
/** `Mueller` is `Müller`; not where a vowel or q stands before (`Bauer`, `Queen`) or nothing follows (`Joe`). */
const writtenUmlaut = /(?<![aeiouq])([aou])e(?=\p{L})/gu;
const apostrophes = /(?<=\p{L})['’`´](?=\p{L})/gu;
const conjunctions = new Set(["and", "und", "et", "og", "och"]);
/** An article, or a legal form that stands in front in its country. */
const leadingWords = new Set(["the", "pt", "uab", "sia", "ооо", "оао", "зао", "пао", "тов"]);
const maxLength = 300;

/**
 * The words of a company's name by which it is known: lower case, without accents, punctuation, words for "and", a
 * leading "the", and legal form. A name made of nothing else keeps its words.
 *
 * @example nameWords("The Müller & Söhne GmbH & Co. KG") // ["muller", "sohne"]
 */
export function nameWords(name: string): readonly string[] {
  const all = words(fold(name.slice(0, maxLength)));
  const kept = words(all.join(" ").replace(legalPhrases, " "));
  let end = kept.length;
  while (end > 0 && legalForms.has(kept[end - 1] ?? "")) end--;
  const start = end > 1 && leadingWords.has(kept[0] ?? "") ? 1 : 0;
  return end > start ? kept.slice(start, end) : all;
}

function fold(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(accents, "")
    .replace(undecomposed, (letter) => letters.get(letter) ?? letter)
    .replace(apostrophes, "")
    .replace(writtenUmlaut, "$1");
}

/** Single letters in a row are one word, however they are pointed or spaced: `S.p.A.`, `N. V`, `z o.o.` */
function words(folded: string): string[] {
  const found: string[] = [];
  let previousWasLetter = false;
  for (const word of folded.split(/[^\p{L}\p{N}]+/u)) {
    if (word === "" || conjunctions.has(word)) continue;
    const isLetter = word.length === 1;
    if (isLetter && previousWasLetter) found.push((found.pop() ?? "") + word);
    else found.push(word);
    previousWasLetter = isLetter;
  }
  return found;
}
