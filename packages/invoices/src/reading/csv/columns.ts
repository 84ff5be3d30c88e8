import { ReadError } from "../../model/error.js";
import type { CurrencyCode } from "../../model/invoice.js";
import type { Field } from "../flat/field.js";
import { foldName } from "../flat/field-names.js";
import { parseAmount } from "../text/amount.js";
import { quote } from "../text/clean.js";
import { parseDate } from "../text/date.js";
import { type ColumnMap, columnMapExample } from "./column-map.js";
import { patternRank, readHeader } from "./header-names.js";
import type { Row } from "./rows.js";

/** Where the fields of a table stand. */
export interface Columns {
  readonly indexOf: ReadonlyMap<Field, number>;
  /** The currency that the header of an amount names. */
  readonly currency: CurrencyCode | null;
}

/** Fields by which a table is told to be one of invoices. */
const tellingFields: readonly Field[] = ["amountDue", "gross", "amount", "net", "sellerName", "number"];
const amountFields: ReadonlySet<Field> = new Set(["amountDue", "gross", "amount", "net", "tax", "prepaid"]);
const dateFields: ReadonlySet<Field> = new Set(["issueDate", "dueDate", "taxPointDate"]);
const isParsed = (field: Field) => amountFields.has(field) || dateFields.has(field);

/**
 * Finds the column of each field: as `map` says, else by the header's name, where the cells under it are of the right
 * kind. A column that is plainly named, but most of whose amounts or dates can not be read, is better than none, because
 * each of them then gets a finding; yet it does not tell that a table is one of invoices. The field `amount` of a map is what is payable,
 * whatever other totals the table has. `null` where too little of an invoice is found.
 *
 * @throws ReadError `CSV-COLUMNS` where the map names a column that is not there.
 */
export function findColumns(header: Row, rows: readonly Row[], map?: ColumnMap): Columns | null {
  const indexOf = new Map<Field, number>();
  const ranks = new Map<Field, number>();
  const unreadable = new Map<Field, number>();
  const currencies = new Map<number, CurrencyCode>();
  for (const [index, text] of header.entries()) {
    const { named, currency } = readHeader(text);
    if (currency !== null) currencies.set(index, currency);
    if (named === null) continue;
    const field = fieldByCells(named.field, rows, index);
    if (field === null && isParsed(named.field) && named.rank < patternRank) unreadable.set(named.field, index);
    if (field === null || (ranks.get(field) ?? Number.POSITIVE_INFINITY) <= named.rank) continue;
    indexOf.set(field, index);
    ranks.set(field, named.rank);
  }
  for (const [field, column] of map ?? [])
    indexOf.set(field === "amount" ? "amountDue" : field, indexOfColumn(header, column));
  const telling = tellingFields.filter((field) => indexOf.has(field)).length;
  if (map === undefined && (telling === 0 || indexOf.size < 2)) return null;
  for (const [field, index] of unreadable) if (!indexOf.has(field)) indexOf.set(field, index);
  const currency = tellingFields.flatMap((field) => currencies.get(indexOf.get(field) ?? -1) ?? [])[0] ?? null;
  return { indexOf, currency };
}

function indexOfColumn(header: Row, column: string): number {
  const exact = header.findIndex((name) => name.trim() === column);
  const index =
    exact >= 0 ? exact : header.findIndex((name) => foldName(name) === foldName(column) && foldName(column) !== "");
  if (index >= 0) return index;
  throw new ReadError("CSV-COLUMNS", `The column map names ${quote(column)}; the file has ${listColumns(header)}.`);
}

/** Names the columns of a table that nothing could be made of, and says how to name them. */
export function unknownColumns(header: Row): ReadError {
  const message = `The columns do not say which is which: ${listColumns(header)}. Name them, for example ${columnMapExample}.`;
  return new ReadError("CSV-COLUMNS", message);
}

function listColumns(header: Row): string {
  const names = header.filter((name) => name.trim() !== "").map(quote);
  return names.length > 30 ? `${names.slice(0, 30).join(", ")} and ${names.length - 30} more` : names.join(", ");
}

/** How many rows are looked at to tell the kind of a column. */
const sampledRows = 200;

/** What a column of this name holds after its cells; `null` where they are of another kind. */
function fieldByCells(field: Field, rows: readonly Row[], index: number): Field | null {
  const cells = rows.slice(0, sampledRows).flatMap((row) => row[index]?.trim() || []);
  if (cells.length === 0) return field;
  const most = (test: (cell: string) => boolean) => cells.filter(test).length * 2 > cells.length;
  if (field === "tax" && most((cell) => /^[A-Z]{2} ?[\dA-Z][\d A-Z.]{5,}$/.test(cell))) return "sellerVatId";
  if (amountFields.has(field)) return most((cell) => parseAmount(cell) !== null || isPlaceholder(cell)) ? field : null;
  if (dateFields.has(field)) return most((cell) => parseDate(cell) !== null) ? field : null;
  if (field === "account") return most((cell) => /^[A-Z]{2}\d{2}|^[\d -]{6,}$/.test(cell)) ? field : null;
  if (field === "sellerName") return most((cell) => /\p{L}/u.test(cell)) ? field : null;
  if (field === "lines") return null;
  return field;
}

/** What people write into a cell that holds nothing. */
export function isPlaceholder(cell: string): boolean {
  return /^(?:[-\u2013\u2014]+|n\/?a|#n\/a|null|none|nil|\?)$/i.test(cell.trim());
}
