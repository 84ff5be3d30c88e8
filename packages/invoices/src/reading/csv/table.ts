import type { FlatConventions } from "../flat/invoice.js";
import { decideConventions } from "./conventions.js";
import { findLayout, type Layout } from "./layout.js";
import type { CsvOptions } from "./options.js";
import { parseRows } from "./rows.js";

/** What is known of a table once its beginning was seen. */
export interface Table {
  readonly layout: Layout;
  readonly conventions: FlatConventions;
}

/** @throws ReadError where the text is no table of invoices, or its columns do not tell. */
export function examineTable(text: string, { columnMap, defaultCurrency }: CsvOptions): Table {
  const layout = findLayout(text, columnMap);
  const rows = parseRows(text, layout.delimiter).rows.slice(layout.headerRows);
  return { layout, conventions: decideConventions(layout, rows, defaultCurrency) };
}
