import { binaryKind } from "./binary-kind.js";
import { looksTabular } from "./csv/layout.js";
import { looksLikePdf } from "./pdf/looks-like-pdf.js";
import { unicodeEncoding } from "./text/decode.js";
import { looksLikeXml } from "./xml/looks-like-xml.js";

/** The family of grammars a file is written in; which grammar of XML, its reader tells. */
export type DetectedSyntax = "json" | "jsonl" | "csv" | "xml" | "pdf" | "unknown";

/** How much of a file is looked at. */
export const detectionBytes = 64 * 1024;

/**
 * Tells from its beginning, never from its name, how a file is to be read. It may still be broken, or be no invoice.
 *
 * @example detectSyntax(new TextEncoder().encode('{"invoice_id": "A-1"}')) // "json"
 */
export function detectSyntax(bytes: Uint8Array): DetectedSyntax {
  const head = bytes.subarray(0, detectionBytes);
  if (looksLikePdf(head)) return "pdf";
  if (looksLikeXml(head)) return "xml";
  if (binaryKind(head) !== null) return "unknown";
  const text = new TextDecoder(unicodeEncoding(head)).decode(head).replaceAll("\0", "").trimStart();
  const first = text[0];
  const lines = linesLikeObjects(text);
  if (lines >= 2 || (lines === 1 && first !== "{" && first !== "[")) return "jsonl";
  if (first === "{" || first === "[") return "json";
  return looksTabular(text) ? "csv" : "unknown";
}

/** Lines that tell; a file may begin with broken ones. */
const lineSample = 20;

/** How many of the first lines are an object each, if at least half of them are; an indented object has none. */
function linesLikeObjects(text: string): number {
  const lines = text.split("\n", lineSample * 2).map((line) => line.trim());
  const telling = lines.filter((line) => line !== "").slice(0, lineSample);
  const starts = telling.filter((line) => line.startsWith("{") && line.length > 1 && !/[,:{[]$/.test(line)).length;
  return starts * 2 >= telling.length ? starts : 0;
}
