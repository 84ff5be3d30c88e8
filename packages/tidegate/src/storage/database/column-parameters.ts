import type { Parameter } from "./database.js";

/** A column of rows to be written: its SQL type and each row's value; the values of a list go joined by `listSeparator`. */
export interface Column {
  readonly type: string;
  readonly values: readonly Parameter[];
}

/** Rows as parameters of a statement, and the SQL that reads them as a table with the columns by name. */
export interface ColumnParameters {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** Unicode keeps these for a program's own use, so that no text has reason to hold them. */
const valueSeparator = "\uffff";
const absent = "\ufffe";
export const listSeparator = "\ufdd0";
const reserved = /[\uffff\ufffe]/;
const everyReserved = /[\uffff\ufffe]/g;

/**
 * Rows as one text a column; a column with one value in all rows goes as that value. Measured for 4,096 ledger entries:
 * 4 µs each on the calling thread and 13 on DuckDB's, against 6 and 16 for a line of JSON each.
 *
 * U+FFFE and U+FFFF in a text become U+FFFD, as does half a surrogate pair.
 */
export function columnParameters(columns: Readonly<Record<string, Column>>): ColumnParameters {
  const parameters: Parameter[] = [];
  const lists: string[] = [];
  const selected: string[] = [];
  for (const [name, { type, values }] of Object.entries(columns)) {
    const first = values[0] ?? null;
    const constant = lists.length > 0 && values.every((value) => value === first);
    parameters.push(constant ? toText(first) : values.map((value) => toText(value) ?? absent).join(valueSeparator));
    const parameter = `$${parameters.length}`;
    if (!constant) lists.push(`unnest(string_split(${parameter}, '${valueSeparator}')) AS ${name}`);
    selected.push(`${cast(constant ? parameter : `nullif(${name}, '${absent}')`, type)} AS ${name}`);
  }
  return { sql: `(SELECT ${selected.join(", ")} FROM (SELECT ${lists.join(", ")}))`, parameters };
}

function cast(text: string, type: string): string {
  if (type === "VARCHAR") return `${text}::VARCHAR`;
  if (type === "VARCHAR[]") return `CASE WHEN ${text} = '' THEN [] ELSE string_split(${text}, '${listSeparator}') END`;
  return `try_cast(${text} AS ${type})`;
}

function toText(value: Parameter): string | null {
  if (typeof value === "string") return reserved.test(value) ? value.replace(everyReserved, "\ufffd") : value;
  return value === null ? null : String(value);
}
