import { ReadError } from "../model/error.js";
import type { CurrencyCode } from "../model/invoice.js";
import { binaryKind } from "./binary-kind.js";
import type { ColumnMap } from "./csv/column-map.js";
import { createCsvReader } from "./csv/reader.js";
import { type DetectedSyntax, detectSyntax } from "./detect.js";
import type { DocumentReader } from "./document-reader.js";
import { readJson } from "./json/documents.js";
import { createJsonLinesReader } from "./json/json-lines.js";
import type { ReadOutcome } from "./outcome.js";
import { decodeText } from "./text/decode.js";
import { readXmlInvoices } from "./xml/invoices.js";

export interface ReadOptions {
  /** The path as given; it names the documents, and says nothing about their syntax. */
  readonly file: string;
  /** Columns of tables whose headers do not tell them. */
  readonly columnMap?: ColumnMap | undefined;
  /** The currency of JSON and CSV documents that name none. */
  readonly defaultCurrency?: CurrencyCode | undefined;
  /** Takes the invoice XML out of a PDF; by default in this thread, without a bound on its time. */
  readonly readPdf?: ((pdf: Uint8Array) => Promise<Uint8Array>) | undefined;
}

/**
 * Reads all documents of a file, whatever its syntax. Never throws for what is in the file: a file or a part of it that
 * is no invoice is an outcome with a `ReadError`.
 *
 * @example
 * const outcomes = await readDocuments(bytes, { file: "march/4711.xml" });
 */
export async function readDocuments(bytes: Uint8Array, options: ReadOptions): Promise<readonly ReadOutcome[]> {
  const { file } = options;
  try {
    return await readAs(detectSyntax(bytes), bytes, options);
  } catch (error) {
    return [{ ok: false, file, position: 0, error: asReadError(error) }];
  }
}

/** A reader of the files that hold a document a line or row, for texts that are too long to be held. */
export function createDocumentReader(syntax: "jsonl" | "csv", options: ReadOptions): DocumentReader {
  return syntax === "jsonl" ? createJsonLinesReader(options) : createCsvReader(options);
}

async function readAs(
  syntax: DetectedSyntax,
  bytes: Uint8Array,
  options: ReadOptions,
): Promise<readonly ReadOutcome[]> {
  const { file } = options;
  switch (syntax) {
    case "xml":
      return readXml(bytes, file);
    case "pdf":
      return readPdf(bytes, options);
    case "json": {
      const text = decodeText(bytes);
      return objectLines.test(text) ? readWhole(text, "jsonl", options) : readJson(text, options);
    }
    case "jsonl":
    case "csv":
      return readWhole(decodeText(bytes), syntax, options);
    case "unknown":
      throw unknownSyntax(bytes);
  }
}

/** JSON Lines whose first line is longer than what their syntax was told from. */
const objectLines = /^\s*\{[^\n]*\}\s*\n\s*\{/;

function readWhole(text: string, syntax: "jsonl" | "csv", options: ReadOptions): ReadOutcome[] {
  const reader = createDocumentReader(syntax, options);
  return [...reader.push(text), ...reader.end()];
}

function readXml(bytes: Uint8Array, file: string): readonly ReadOutcome[] {
  if (/^\s*<(?:!doctype html|html)\b/i.test(new TextDecoder("latin1").decode(bytes.subarray(0, 256)))) {
    throw new ReadError(
      "NOT-AN-INVOICE",
      "The file is an HTML page, no invoice; give the invoice it shows or links to.",
    );
  }
  return readXmlInvoices(bytes, file).map(({ invoice, findings }) => ({ ok: true, invoice, findings }));
}

/** The XML inside says what it is; that it came in a PDF is what its source is known by. */
async function readPdf(
  bytes: Uint8Array,
  { file, readPdf: extract = extractHere }: ReadOptions,
): Promise<ReadOutcome[]> {
  const outcomes = readXml(await extract(bytes), file);
  return outcomes.map((outcome) =>
    outcome.ok
      ? { ...outcome, invoice: { ...outcome.invoice, source: { ...outcome.invoice.source, syntax: "pdf" } } }
      : outcome,
  );
}

async function extractHere(pdf: Uint8Array): Promise<Uint8Array> {
  const { extractInvoiceXml } = await import("./pdf/extract-invoice-xml.js");
  return (await extractInvoiceXml(pdf)).xml;
}

/** White space, and NUL for blanks in UTF-16. */
const blank: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20]);

function unknownSyntax(bytes: Uint8Array): ReadError {
  if (bytes.every((byte) => blank.has(byte))) return new ReadError("EMPTY", "The file is empty.");
  const kind = binaryKind(bytes);
  if (kind !== null) return new ReadError("NOT-AN-INVOICE", `The file looks like ${kind}, which can not be read.`);
  const message = "The text is neither JSON, XML nor a table of columns; nothing in it tells an invoice.";
  return new ReadError("NOT-AN-INVOICE", message);
}

/** What is no `ReadError` is a defect of a reader; it is reported like one so that the other files are read. */
function asReadError(error: unknown): ReadError {
  if (error instanceof ReadError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ReadError("UNREADABLE", `The file could not be read: ${reason}`, { cause: error });
}
