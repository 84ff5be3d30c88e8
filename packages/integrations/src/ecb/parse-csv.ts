import {
  isCurrencyCode,
  newestFirst,
  publicationOf,
  RateFormatError,
  type RatePublication,
  short,
} from "../rates/publication.js";

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/**
 * Reads the ECB's reference rates in both CSV forms: the history (`2026-04-13,1.1684,…,N/A,` with a trailing comma) and
 * the daily file (`13 April 2026, 1.1684, …` with blanks after the commas). `N/A` and empty cells are days without a
 * rate of that currency. Newest first.
 *
 * @throws RateFormatError naming the line
 */
export function parseEcbCsv(text: string): readonly RatePublication[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const codes = header(lines[0] ?? "");
  const publications: RatePublication[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    try {
      publications.push(publication(line, codes));
    } catch (error) {
      if (!(error instanceof RateFormatError)) throw error;
      throw new RateFormatError(`line ${index + 1}: ${error.message}`, { cause: error });
    }
  }
  return newestFirst(publications);
}

function header(line: string): readonly string[] {
  const [first, ...names] = cells(line);
  const codes = names.at(-1) === "" ? names.slice(0, -1) : names;
  if (first?.toLowerCase() !== "date" || codes.length === 0 || !codes.every(isCurrencyCode)) {
    throw new RateFormatError(`line 1: expected "Date,USD,JPY,…", found "${short(line)}"`);
  }
  return codes;
}

function publication(line: string, codes: readonly string[]): RatePublication {
  const [date = "", ...values] = cells(line);
  if (values.length < codes.length || values.slice(codes.length).some((value) => value !== "")) {
    throw new RateFormatError(`${codes.length} rates expected, ${values.length} found`);
  }
  const rates: Record<string, string> = {};
  for (const [index, code] of codes.entries()) {
    const value = values[index];
    if (value !== undefined && value !== "" && value !== "N/A") rates[code] = value;
  }
  return publicationOf({ base: "EUR", date: isoDay(date), source: "ecb", rates });
}

function cells(line: string): readonly string[] {
  return line.split(",").map((cell) => cell.trim());
}

/** `13 April 2026` as `2026-04-13`; anything else as it stands, to be checked by the reader of the publication. */
function isoDay(text: string): string {
  const [day = "", month = "", year = ""] = text.split(" ");
  const index = months.indexOf(month.toLowerCase());
  return index < 0 ? text : `${year}-${String(index + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
}
