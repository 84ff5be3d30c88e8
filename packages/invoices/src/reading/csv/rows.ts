import { CsvError, type Options, parse } from "csv-parse/sync";

export type Row = readonly string[];

/** The rows of a text, and what is left where it ends inside a quoted field. */
export interface ParsedRows {
  readonly rows: readonly Row[];
  /** Text from the row on whose quote is not closed; empty where every row is whole. */
  readonly rest: string;
}

/** Widths are checked by the reader, row by row, and stray quotes inside a field are text, as spreadsheets take them. */
function optionsFor(delimiter: string): Options {
  return { delimiter, record_delimiter: "\n", relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
}

/**
 * Splits text (line breaks `\n`) into rows of fields after RFC 4180. csv-parse tells where a row ends only when asked
 * for each, at twice the cost, so it is asked only where the text ends inside a quoted field.
 */
export function parseRows(text: string, delimiter: string): ParsedRows {
  try {
    return { rows: parse(text, optionsFor(delimiter)) as string[][], rest: "" };
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== "CSV_QUOTE_NOT_CLOSED") throw error;
    return parseWholeRows(text, delimiter);
  }
}

function parseWholeRows(text: string, delimiter: string): ParsedRows {
  const rows: string[][] = [];
  let wholeBytes = 0;
  try {
    parse(text, {
      ...optionsFor(delimiter),
      on_record: (row: string[], { bytes }) => {
        rows.push(row);
        wholeBytes = bytes;
        return null;
      },
    });
  } catch {
    // The same unclosed quote as before; the rows before it have been taken.
  }
  return {
    rows,
    rest: new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text).subarray(wholeBytes)),
  };
}

/** The line, counted from 1, on which each row of a text begins. Slow; for messages. */
export function linesOfRows(text: string, delimiter: string): readonly number[] {
  const lines: number[] = [];
  let before = 0;
  let emptyBefore = 0;
  try {
    parse(text, {
      ...optionsFor(delimiter),
      on_record: (_row: string[], { lines: end, empty_lines: empty }) => {
        lines.push(before + 1 + empty - emptyBefore);
        before = end;
        emptyBefore = empty;
        return null;
      },
    });
  } catch {
    // An unclosed quote ends the rows here as it did in parseRows.
  }
  return lines;
}
