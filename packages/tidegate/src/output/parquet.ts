import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { csvWriter } from "./csv.js";
import { columnsFor } from "./row.js";
import { openTextFile } from "./text-sink.js";
import type { OutcomeWriter } from "./writer.js";

/**
 * The flat rows as a Parquet file, typed: decimals are DECIMAL, days are DATE; an amount of more digits than DECIMAL
 * holds is null, so that one absurd document does not cost the file. Rows wait in a temporary CSV file, which
 * DuckDB turns into Parquet at the end, so that memory stays bounded. Without `file` it goes to standard output.
 */
export async function parquetWriter(file: string | null, targets: readonly string[]): Promise<OutcomeWriter> {
  const folder = await mkdtemp(join(tmpdir(), "tidegate-parquet-"));
  const rowsFile = join(folder, "rows.csv");
  const rows = csvWriter(await openTextFile(rowsFile), targets, { spreadsheetSafe: false });
  return {
    write: rows.write,
    close: async () => {
      try {
        await rows.close();
        const parquetFile = file ?? join(folder, "rows.parquet");
        await convertToParquet(rowsFile, parquetFile, targets);
        if (file === null) await pipeline(createReadStream(parquetFile), process.stdout, { end: false });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function convertToParquet(rowsFile: string, parquetFile: string, targets: readonly string[]): Promise<void> {
  const { default: duckdb } = await import("@duckdb/node-api");
  const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "256MB" });
  const connection = await instance.connect();
  try {
    const columns = columnsFor(targets);
    const texts = columns.map(({ name }) => `${quoted(name)}: 'VARCHAR'`);
    const typed = columns.map(({ name, type }) => `TRY_CAST("${name}" AS ${type}) AS "${name}"`);
    await connection.run(
      `COPY (SELECT ${typed.join(", ")} FROM read_csv(${quoted(rowsFile)}, columns = {${texts.join(", ")}},
         header = true, auto_detect = false, delim = ',', quote = '"', escape = '"'))
       TO ${quoted(parquetFile)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A SQL string literal. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
