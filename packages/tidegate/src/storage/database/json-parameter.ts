/**
 * Rows as one JSON parameter, which a statement unfolds with `from_json`. Measured for 1,024 ledger entries: 2 µs each
 * on the calling thread, against 9 µs for appending data chunks; DuckDB reads the text on its own threads.
 *
 * Half a surrogate pair, which JSON text of JavaScript may carry and DuckDB refuses, becomes U+FFFD.
 */
export function jsonParameter(rows: unknown): string {
  const text = JSON.stringify(rows);
  if (!text.includes("\\ud")) return text;
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === "string" ? wellFormed(value) : value));
}

const loneSurrogate = /\p{Surrogate}/gu;

function wellFormed(text: string): string {
  return text.replace(loneSurrogate, "\ufffd");
}

/** SQL: the objects of a JSON parameter as a table, with their `place` from 0. `columns` names their types. */
export function unfoldSql(parameter: string, columns: Readonly<Record<string, unknown>>): string {
  return `(
    SELECT place, unnest(r) FROM (
      SELECT unnest(list) AS r, unnest(range(len(list)))::INTEGER AS place
      FROM (SELECT from_json(${parameter}::JSON, '${JSON.stringify([columns])}') AS list)
    )
  )`;
}
