import { ReadError } from "../../model/error.js";
import type { Finding } from "../../model/finding.js";
import type { CurrencyCode } from "../../model/invoice.js";
import type { DocumentReader } from "../document-reader.js";
import { emptyDocument, looksLikeInvoice } from "../flat/document.js";
import { type FlatConventions, flatInvoice } from "../flat/invoice.js";
import type { ReadOutcome } from "../outcome.js";
import type { ColumnMap } from "./column-map.js";
import { isPlaceholder } from "./columns.js";
import { decideConventions } from "./conventions.js";
import { findLayout, isSameRow, type Layout } from "./layout.js";
import { linesOfRows, parseRows, type Row } from "./rows.js";

export interface CsvOptions {
  readonly file: string;
  readonly columnMap?: ColumnMap | undefined;
  /** The currency of tables that name none. */
  readonly defaultCurrency?: CurrencyCode | undefined;
}

/** Characters of a table over which layout, decimal marks and date orders are decided: some 10,000 rows. */
const sampleLength = 1024 * 1024;
/** Characters of one row; a quoted field that runs on for longer was never meant to. */
const longestRow = 1024 * 1024;
/** Quotes that are opened and never closed, after which the rest of the file is given up. */
const mostStrayQuotes = 100;

interface Table {
  readonly layout: Layout;
  readonly conventions: FlatConventions;
}

/**
 * Reads a table of invoices, one a row, from text that comes in pieces. Layout and conventions are decided over the
 * first million characters, which for most files is all of them.
 */
export function createCsvReader(options: CsvOptions): DocumentReader {
  const { file } = options;
  let table: Table | null = null;
  let failed = false;
  let pending = "";
  let line = 1;
  let position = 0;
  let strayQuotes = 0;

  const refuse = (code: "CSV-MALFORMED" | "NOT-AN-INVOICE", message: string): ReadOutcome => {
    const outcome = { ok: false, file, position, error: new ReadError(code, message) } as const;
    position += 1;
    return outcome;
  };

  const start = (): Table => {
    const layout = findLayout(pending, options.columnMap);
    const rows = parseRows(pending, layout.delimiter).rows.slice(layout.headerRows);
    return {
      layout,
      conventions: decideConventions(layout, rows, options.defaultCurrency),
    };
  };

  const readRow = (row: Row, { layout, conventions }: Table, lineOf: () => number): ReadOutcome | null => {
    if (row.every((cell) => cell.trim() === "") || isSameRow(row, layout.header)) return null;
    const width = layout.header.length;
    if (!fits(row, layout.header)) {
      return refuse("CSV-MALFORMED", `Line ${lineOf()} has ${row.length} columns where the header has ${width}.`);
    }
    const document = emptyDocument();
    for (const [field, index] of layout.columns.indexOf) {
      const cell = row[index];
      if (cell !== undefined && cell !== "" && !isPlaceholder(cell)) document[field] = cell;
    }
    if (!looksLikeInvoice(document)) {
      return refuse("NOT-AN-INVOICE", `Line ${lineOf()} has neither an amount, a number nor a vendor.`);
    }
    const findings: Finding[] = [];
    const invoice = flatInvoice(document, { file, position, syntax: "csv", profile: null }, findings, conventions);
    if (invoice.seller.name !== null && totalRow.test(invoice.seller.name)) findings.push(looksLikeTotal);
    position += 1;
    return { ok: true, invoice, findings };
  };

  const readBlock = (text: string, current: Table, skip: number): ReadOutcome[] => {
    const { delimiter } = current.layout;
    const { rows, rest } = parseRows(text, delimiter);
    const firstLine = line;
    let lines: readonly number[] | null = null;
    const outcomes: ReadOutcome[] = [];
    for (let index = skip; index < rows.length; index += 1) {
      const lineOf = () => {
        lines ??= linesOfRows(text, delimiter);
        return firstLine + (lines[index] ?? 1) - 1;
      };
      const outcome = readRow(rows[index] ?? [], current, lineOf);
      if (outcome !== null) outcomes.push(outcome);
    }
    line += countLines(text) - countLines(rest);
    pending = rest;
    return outcomes;
  };

  /** A quote was opened and never closed: its line is refused, and reading goes on after it. */
  const skipStrayQuotes = (current: Table, limit: number): ReadOutcome[] => {
    const outcomes: ReadOutcome[] = [];
    while (pending.length > limit) {
      strayQuotes += 1;
      if (strayQuotes > mostStrayQuotes) {
        outcomes.push(refuse("CSV-MALFORMED", `From line ${line} on the quotes do not match; the rest is not read.`));
        pending = "";
        failed = true;
        break;
      }
      outcomes.push(refuse("CSV-MALFORMED", `Line ${line} opens a quote that is never closed.`));
      const end = pending.indexOf("\n");
      const after = end < 0 ? "" : pending.slice(end + 1);
      line += 1;
      outcomes.push(...readBlock(after, current, 0));
    }
    return outcomes;
  };

  const read = (upTo: number): ReadOutcome[] => {
    try {
      const text = pending.slice(0, upTo);
      const after = pending.slice(upTo);
      const first = table === null;
      table ??= start();
      const outcomes = readBlock(text, table, first ? table.layout.headerRows : 0);
      pending += after;
      return outcomes;
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      failed = true;
      pending = "";
      return [{ ok: false, file, position, error }];
    }
  };

  return {
    push(text) {
      if (failed) return [];
      pending += plainLineBreaks(text);
      const end = pending.lastIndexOf("\n") + 1;
      if ((table === null && pending.length < sampleLength) || end === 0) return [];
      const outcomes = read(end);
      if (table !== null && pending.length > longestRow) outcomes.push(...skipStrayQuotes(table, longestRow));
      return outcomes;
    },
    end() {
      if (failed) return [];
      if (pending.trim() === "" && table === null) {
        return [{ ok: false, file, position, error: new ReadError("EMPTY", "The file is empty.") }];
      }
      const outcomes = pending === "" ? [] : read(pending.length);
      if (table !== null && !failed) outcomes.push(...skipStrayQuotes(table, 0));
      if (position === 0 && !failed) {
        const error = new ReadError("EMPTY", "The table has a header and no rows.");
        outcomes.push({ ok: false, file, position, error });
      }
      return outcomes;
    },
  };
}

/** NUL characters are what broken exports leave behind; no value has one. */
function plainLineBreaks(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  return lines.includes("\0") ? lines.replaceAll("\0", "") : lines;
}

/** Cells beyond the header may be empty, and columns without a name may be missing at the end. */
function fits(row: Row, header: Row): boolean {
  if (row.length === header.length) return true;
  const longer = row.length > header.length;
  return (longer ? row.slice(header.length) : header.slice(row.length)).every((cell) => cell.trim() === "");
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

const totalRow = /^(?:grand |sub-?)?totals?:?$/i;
const looksLikeTotal: Finding = {
  code: "CSV-TOTAL-ROW",
  severity: "warning",
  message: "The row is named like a sum of other rows, which would count them twice.",
  path: "seller.name",
};
