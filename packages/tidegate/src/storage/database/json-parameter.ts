/**
 * Rows as one text parameter, a line of JSON each, which a statement reads as a table with `jsonTableSql`. One JSON array
 * instead of lines takes DuckDB seven times as long; many rows of many columns take less as `columnParameters`.
 *
 * Half a surrogate pair, which JSON text of JavaScript may carry and DuckDB refuses, becomes U+FFFD.
 */
export function jsonParameter(rows: readonly unknown[]): string {
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  if (!text.includes("\\ud")) return text;
  return rows.map((row) => JSON.stringify(row, (_key, value: unknown) => wellFormed(value))).join("\n");
}

/** SQL: a parameter made by `jsonParameter` as a table with a row's `place` from 0. `columns` names their types. */
export function jsonTableSql(parameter: string, columns: Readonly<Record<string, unknown>>): string {
  return `(
    SELECT place, unnest(object) FROM (
      SELECT place, from_json(line, '${JSON.stringify(columns)}') AS object FROM (
        SELECT unnest(lines) AS line, unnest(range(len(lines)))::INTEGER AS place
        FROM (SELECT string_split(nullif(${parameter}, ''), chr(10)) AS lines)
      )
    )
  )`;
}

const loneSurrogate = /\p{Surrogate}/gu;

function wellFormed(value: unknown): unknown {
  return typeof value === "string" ? value.replace(loneSurrogate, "\ufffd") : value;
}
