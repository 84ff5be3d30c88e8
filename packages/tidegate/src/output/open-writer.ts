import { extname } from "node:path";
import { csvWriter } from "./csv.js";
import { jsonArrayWriter } from "./json-array.js";
import { jsonLinesWriter } from "./json-lines.js";
import { parquetWriter } from "./parquet.js";
import { tableWriter } from "./table.js";
import { openTextFile, standardOutput } from "./text-sink.js";
import type { OutcomeWriter, OutputFormat } from "./writer.js";

export interface OutputChoice {
  readonly format: OutputFormat;
  /** `null`: standard output. */
  readonly file: string | null;
  readonly targets: readonly string[];
  readonly baseCurrency: string;
}

/** The writer of a format, onto a file or standard output. Rejects where the file can not be written. */
export async function openWriter({ format, file, targets, baseCurrency }: OutputChoice): Promise<OutcomeWriter> {
  if (format === "parquet") return parquetWriter(file, targets);
  const sink = file === null ? standardOutput() : await openTextFile(file);
  switch (format) {
    case "json":
      return jsonArrayWriter(sink);
    case "jsonl":
      return jsonLinesWriter(sink);
    case "csv":
      return csvWriter(sink, targets);
    case "table":
      return tableWriter(sink, baseCurrency);
  }
}

const formatsByExtension: Readonly<Record<string, OutputFormat>> = {
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".parquet": "parquet",
  ".txt": "table",
};

/** The format a file name asks for, `null` where it says nothing. */
export function formatOfFile(file: string): OutputFormat | null {
  return formatsByExtension[extname(file).toLowerCase()] ?? null;
}

/** Everything written goes to each of them; the run writes its results file beside what the user asked for. */
export function both(first: OutcomeWriter, second: OutcomeWriter): OutcomeWriter {
  return {
    write: async (batch) => {
      await first.write(batch);
      await second.write(batch);
    },
    close: async () => {
      await first.close();
      await second.close();
    },
  };
}
