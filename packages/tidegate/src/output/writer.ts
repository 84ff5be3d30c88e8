import type { DocumentOutcome } from "../run/outcome.js";

export const outputFormats = ["table", "json", "jsonl", "csv", "parquet"] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** Takes outcomes in input order and puts them somewhere. `close` ends the output; nothing may be written after it. */
export interface OutcomeWriter {
  write(batch: readonly DocumentOutcome[]): Promise<void> | void;
  close(): Promise<void>;
}

/** Where a text writer's bytes go. `write` waits while the reader is slow, so that memory stays bounded. */
export interface TextSink {
  write(text: string): Promise<void> | void;
  close(): Promise<void>;
}
