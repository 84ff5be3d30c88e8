import { RateFormatError, type RatePublication } from "../rates/publication.js";
import { parseEcbCsv } from "./parse-csv.js";
import { parseEcbXml } from "./parse-xml.js";
import { unzipEcbHistory } from "./unzip.js";

/**
 * Reads a file as the ECB offers it for download, told apart by its content: the ZIP of the history, CSV or XML, of one
 * day or many. Newest first.
 *
 * @throws RateFormatError
 */
export function parseEcbFile(bytes: Uint8Array): readonly RatePublication[] {
  if (startsWith(bytes, "PK")) return parseEcbCsv(unzipEcbHistory(bytes));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RateFormatError("this is no ECB file of rates (CSV, XML or ZIP)", { cause });
  }
  return text.trimStart().startsWith("<") ? parseEcbXml(text) : parseEcbCsv(text);
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return [...signature].every((character, index) => bytes[index] === character.charCodeAt(0));
}
