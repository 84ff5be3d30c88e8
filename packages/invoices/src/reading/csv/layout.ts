import { ReadError } from "../../model/error.js";
import type { ColumnMap } from "./column-map.js";
import { type Columns, findColumns, unknownColumns } from "./columns.js";
import { readHeader } from "./header-names.js";
import { parseRows, type Row } from "./rows.js";

/** How a table is laid out. */
export interface Layout {
  readonly delimiter: string;
  readonly header: Row;
  /** Rows from the beginning of the file through the header. */
  readonly headerRows: number;
  readonly columns: Columns;
}

const delimiters = [",", ";", "\t", "|"];

/** How far down a header is looked for, below titles and notes. */
const mostPreambleRows = 30;
/** Characters that delimiter and header are decided over. */
const headLength = 16 * 1024;

interface Candidate {
  readonly delimiter: string;
  readonly rows: readonly Row[];
  readonly headerAt: number;
  /** Fields that the header names; the delimiter under which most are named is the right one. */
  readonly named: number;
  readonly regularRows: number;
}

/**
 * Finds delimiter, header row and columns of a table from its beginning.
 *
 * @throws ReadError `CSV-COLUMNS` where it is a table whose columns say nothing, `NOT-AN-INVOICE` where it is none.
 */
export function findLayout(text: string, map?: ColumnMap): Layout {
  const candidates = delimiters.map((delimiter) => examine(beginning(text), delimiter, map));
  const [best] = candidates.sort((a, b) => b.named - a.named || b.regularRows - a.regularRows);
  if (best === undefined || (best.named === 0 && best.regularRows === 0)) {
    throw new ReadError("NOT-AN-INVOICE", "The text is neither JSON, XML nor a table; nothing in it tells an invoice.");
  }
  const header = best.rows[best.headerAt] ?? [];
  const columns = findColumns(
    header,
    best.rows.filter((row, index) => index > best.headerAt && !isSameRow(row, header)),
    map,
  );
  if (columns === null) throw unknownColumns(header);
  return { delimiter: best.delimiter, header, headerRows: best.headerAt + 1, columns };
}

/** Files that were put together hold their header again. */
export function isSameRow(row: Row, other: Row): boolean {
  return row.length === other.length && row.every((cell, index) => cell === other[index]);
}

/** Whether a text looks like a table: a header that is understood, or rows of one width. */
export function looksTabular(text: string): boolean {
  return delimiters.some((delimiter) => {
    const { named, regularRows } = examine(beginning(text), delimiter);
    return named >= 2 || regularRows > 0;
  });
}

function beginning(text: string): string {
  if (text.length <= headLength) return text;
  const end = text.lastIndexOf("\n", headLength);
  return text.slice(0, end > 0 ? end + 1 : headLength);
}

function examine(text: string, delimiter: string, map?: ColumnMap): Candidate {
  const { rows } = parseRows(text, delimiter);
  const mapped = new Set(map?.values());
  let headerAt = -1;
  let named = 0;
  for (const [index, row] of rows.slice(0, mostPreambleRows).entries()) {
    if (row.length < 2) continue;
    const names = row.filter((cell) => mapped.has(cell.trim()) || readHeader(cell).named !== null).length;
    if (names <= named) continue;
    headerAt = index;
    named = names;
  }
  const widths = new Map<number, number>();
  for (const row of rows) if (row.length > 1) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  const [width = 0, count = 0] = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  const regularRows = count >= 2 && count >= 0.8 * rows.length ? count * width : 0;
  if (headerAt < 0)
    headerAt = Math.max(
      0,
      rows.findIndex((row) => row.length === width),
    );
  return { delimiter, rows, headerAt, named, regularRows };
}
