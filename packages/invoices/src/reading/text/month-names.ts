/**
 * Beginnings that name a month in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Danish,
 * Norwegian and Swedish, without accents. The longest beginning that fits decides, so `juin` is not `jui`.
 */
const beginnings: readonly (readonly string[])[] = [
  ["jan", "ene", "gen", "sty"],
  ["feb", "fev", "lut"],
  ["mar", "maa", "mrt", "mrz"],
  ["apr", "avr", "abr", "kwi"],
  ["may", "mai", "mag", "mei", "maj"],
  ["jun", "juin", "giu", "cze"],
  ["jul", "juil", "lug", "lip"],
  ["aug", "aou", "ago", "sie"],
  ["sep", "set", "wrz"],
  ["oct", "okt", "ott", "out", "paz"],
  ["nov", "lis"],
  ["dec", "dez", "dic", "des", "gru"],
];

/** The number of the month that a name or its abbreviation stands for, 0 for a word that is no month. */
export function monthOfName(name: string): number {
  const word = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return beginnings.findIndex((names) => names.some((beginning) => word.startsWith(beginning))) + 1;
}
