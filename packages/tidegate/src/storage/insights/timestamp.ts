/** A DuckDB timestamp (UTC, `2026-01-01 10:00:00.123`) as ISO 8601. */
export function toIsoInstant(timestamp: string): string {
  return new Date(`${timestamp.replace(" ", "T")}Z`).toISOString();
}

/** A moment, ms since 1970, as DuckDB reads a timestamp. */
export function toTimestamp(time: number): string {
  return new Date(time).toISOString();
}
