import { ReadError } from "../../model/error.js";
import type { DocumentReader } from "../document-reader.js";
import type { ReadOutcome } from "../outcome.js";
import type { CsvOptions } from "./options.js";
import { readRow } from "./row.js";
import { linesOfRows, parseRows } from "./rows.js";
import { examineTable, type Table } from "./table.js";

/** Characters of a table over which layout, decimal marks and date orders are decided: some 10,000 rows. */
const sampleLength = 1024 * 1024;
/** Characters of one row; a quoted field that runs on for longer was never meant to. */
const longestRow = 1024 * 1024;
/** Quotes that are opened and never closed, after which the rest of the file is given up. */
const mostStrayQuotes = 100;

/**
 * Reads a table of invoices, one a row, from text that comes in pieces. Layout and conventions are decided over the
 * first million characters, which for most files is all of them.
 */
export function createCsvReader(options: CsvOptions): DocumentReader {
  return new CsvReader(options);
}

class CsvReader implements DocumentReader {
  readonly #options: CsvOptions;
  #table: Table | null = null;
  /** Text that is not read yet: before the sample is whole all of it, then what follows the last whole row. */
  #pending = "";
  /** A carriage return at the end of the last piece, of which the line feed may follow. */
  #carriageReturn = "";
  /** The line on which `#pending` begins. */
  #line = 1;
  #position = 0;
  #strayQuotes = 0;
  #givenUp = false;
  /** In the rest of a line that was refused for its length. */
  #skipsLine = false;

  constructor(options: CsvOptions) {
    this.#options = options;
  }

  push(text: string): ReadOutcome[] {
    if (this.#givenUp) return [];
    const ended = text.endsWith("\r");
    this.#pending += this.#afterSkippedLine(plainLineBreaks(this.#carriageReturn + (ended ? text.slice(0, -1) : text)));
    this.#carriageReturn = ended ? "\r" : "";
    const end = this.#pending.lastIndexOf("\n") + 1;
    if (this.#table === null && this.#pending.length < sampleLength) return [];
    if (end === 0) return this.#skipStrayQuotes(longestRow);
    return this.#read(end).concat(this.#skipStrayQuotes(longestRow));
  }

  end(): ReadOutcome[] {
    if (this.#givenUp) return [];
    this.#pending += plainLineBreaks(this.#carriageReturn);
    if (this.#table === null && this.#pending.trim() === "") return [this.#refusal("EMPTY", "The file is empty.")];
    const outcomes = this.#read(this.#pending.length).concat(this.#skipStrayQuotes(0));
    if (outcomes.length > 0 || this.#position > 0) return outcomes;
    return [this.#refusal("EMPTY", "The table has a header and no rows.")];
  }

  #afterSkippedLine(text: string): string {
    if (!this.#skipsLine) return text;
    const end = text.indexOf("\n") + 1;
    this.#skipsLine = end === 0;
    return end === 0 ? "" : text.slice(end);
  }

  /** Reads the whole rows of the first `length` pending characters. */
  #read(length: number): ReadOutcome[] {
    const text = this.#pending.slice(0, length);
    const after = this.#pending.slice(length);
    try {
      const headerRows = this.#table === null ? null : 0;
      this.#table ??= examineTable(this.#pending, this.#options);
      const outcomes = this.#readRows(text, this.#table, headerRows ?? this.#table.layout.headerRows);
      this.#pending += after;
      return outcomes;
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      this.#giveUp();
      return [this.#refusal(error.code, error.message)];
    }
  }

  #readRows(text: string, table: Table, skip: number): ReadOutcome[] {
    const { delimiter } = table.layout;
    const { rows, rest } = parseRows(text, delimiter);
    const firstLine = this.#line;
    let lines: readonly number[] | null = null;
    const outcomes: ReadOutcome[] = [];
    for (const [index, row] of rows.entries()) {
      if (index < skip) continue;
      const source = { file: this.#options.file, position: this.#position, syntax: "csv", profile: null } as const;
      try {
        const reading = readRow(row, table, source);
        if (reading === null) continue;
        outcomes.push({ ok: true, ...reading });
        this.#position += 1;
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        lines ??= linesOfRows(text, delimiter);
        outcomes.push(this.#refusal(error.code, `Line ${firstLine + (lines[index] ?? 1) - 1} ${error.message}`));
      }
    }
    this.#line += countLines(text) - countLines(rest);
    this.#pending = rest;
    return outcomes;
  }

  /** Where more than `limit` is pending a quote was never closed: its line is refused, and reading goes on after it. */
  #skipStrayQuotes(limit: number): ReadOutcome[] {
    const outcomes: ReadOutcome[] = [];
    while (this.#table !== null && this.#pending.length > limit) {
      this.#strayQuotes += 1;
      if (this.#strayQuotes > mostStrayQuotes) {
        const message = `From line ${this.#line} on the quotes do not match; the rest is not read.`;
        outcomes.push(this.#refusal("CSV-MALFORMED", message));
        this.#giveUp();
        break;
      }
      const end = this.#pending.indexOf("\n");
      this.#skipsLine = end < 0 && limit > 0;
      const fault = this.#skipsLine ? `is longer than ${longestRow} characters` : "opens a quote that is never closed";
      outcomes.push(this.#refusal("CSV-MALFORMED", `Line ${this.#line} ${fault}.`));
      const after = end < 0 ? "" : this.#pending.slice(end + 1);
      this.#line += 1;
      for (const outcome of this.#readRows(after, this.#table, 0)) outcomes.push(outcome);
    }
    return outcomes;
  }

  #refusal(code: ReadError["code"], message: string): ReadOutcome {
    const position = this.#position;
    this.#position += 1;
    return { ok: false, file: this.#options.file, position, error: new ReadError(code, message) };
  }

  #giveUp(): void {
    this.#givenUp = true;
    this.#pending = "";
  }
}

/** NUL characters are what broken exports leave behind; no value has one. */
function plainLineBreaks(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  return lines.includes("\0") ? lines.replaceAll("\0", "") : lines;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
