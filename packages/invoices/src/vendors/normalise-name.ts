import { nameWords } from "./name-words.js";

const remembered = new Map<string, string | null>();
const rememberedAtMost = 5_000;

/**
 * A vendor's identity where only the name is known: the words of the name without legal form, accents, case,
 * punctuation and blanks, so that `Müller & Söhne GmbH`, `MUELLER UND SOEHNE` and `Muller Sohne` are one vendor. Word
 * order counts. `null` where nothing is left.
 *
 * @example vendorNameKey("TechSupplies Co.") // "techsupplies"
 */
export function vendorNameKey(name: string): string | null {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const key = nameWords(name).join("") || null;
  if (remembered.size >= rememberedAtMost) remembered.clear();
  if (name.length <= 200) remembered.set(name, key);
  return key;
}
