import { readFileSync } from "node:fs";

const field = /,(?:"((?:[^"]|"")*)"|([^,]*))/g;

/** The rows of a reference CSV file by column name: a header line, commas, quotes where needed, no line breaks in fields. */
export function csvRows(path: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(path, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  const columns = fields(header);
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const values = fields(line);
      return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
    });
}

function fields(line: string): string[] {
  return [...`,${line}`.matchAll(field)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}
