import { stringify } from "csv-stringify/sync";
import type { DocumentOutcome } from "../run/outcome.js";
import { type Column, columnsFor } from "./row.js";
import type { OutcomeWriter, TextSink } from "./writer.js";

/**
 * A flat row a document, header first, RFC 4180 quoting, UTF-8. `spreadsheetSafe` disarms text that a spreadsheet would
 * run as a formula; off where a program reads the file.
 */
export function csvWriter(
  sink: TextSink,
  targets: readonly string[],
  { spreadsheetSafe = true }: { readonly spreadsheetSafe?: boolean } = {},
): OutcomeWriter {
  const columns = columnsFor(targets);
  const cell = spreadsheetSafe ? safeCell : plainCell;
  let header = true;
  const rows = (batch: readonly DocumentOutcome[]) =>
    batch.map((outcome) => columns.map((column) => cell(column, outcome)));
  const write = (batch: readonly DocumentOutcome[]) => {
    const text = stringify(rows(batch), { header, columns: columns.map(({ name }) => name) });
    header = false;
    return sink.write(text);
  };
  return {
    write,
    close: async () => {
      if (header) await write([]);
      await sink.close();
    },
  };
}

function plainCell(column: Column, outcome: DocumentOutcome): string {
  const value = column.value(outcome);
  return value === null ? "" : String(value);
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front: names come from documents that anybody can
 * send (OWASP, CSV injection). Numbers and dates are ours and stay as they are.
 */
function safeCell(column: Column, outcome: DocumentOutcome): string {
  const text = plainCell(column, outcome);
  return column.type === "VARCHAR" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
