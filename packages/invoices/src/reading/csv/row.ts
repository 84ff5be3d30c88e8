import { ReadError } from "../../model/error.js";
import type { Finding } from "../../model/finding.js";
import type { DocumentSource, Invoice } from "../../model/invoice.js";
import { emptyDocument, looksLikeInvoice } from "../flat/document.js";
import { flatInvoice } from "../flat/invoice.js";
import { isPlaceholder } from "./columns.js";
import { isSameRow } from "./layout.js";
import type { Row } from "./rows.js";
import type { Table } from "./table.js";

/**
 * Reads one row of a table; `null` for one that is empty or the header again.
 *
 * @throws ReadError `CSV-MALFORMED` for a wrong width, `NOT-AN-INVOICE` for a row without anything an invoice has; the
 * messages go on from `Line 12`.
 */
export function readRow(
  row: Row,
  { layout, conventions }: Table,
  source: DocumentSource,
): { invoice: Invoice; findings: Finding[] } | null {
  const { header, columns } = layout;
  if (row.every((cell) => cell.trim() === "") || isSameRow(row, header)) return null;
  if (!fits(row, header)) {
    throw new ReadError("CSV-MALFORMED", `has ${row.length} columns where the header has ${header.length}.`);
  }
  const document = emptyDocument();
  for (const [field, index] of columns.indexOf) {
    const cell = row[index];
    if (cell !== undefined && cell !== "" && !isPlaceholder(cell)) document[field] = cell;
  }
  if (!looksLikeInvoice(document)) {
    throw new ReadError("NOT-AN-INVOICE", "has neither an amount, a number nor a vendor.");
  }
  const findings: Finding[] = [];
  const invoice = flatInvoice(document, source, findings, conventions);
  if (invoice.seller.name !== null && nameOfTotal.test(invoice.seller.name)) findings.push(looksLikeTotal);
  return { invoice, findings };
}

/** Cells beyond the header may be empty, and columns without a name may be missing at the end. */
function fits(row: Row, header: Row): boolean {
  if (row.length === header.length) return true;
  const beyond = row.length > header.length ? row.slice(header.length) : header.slice(row.length);
  return beyond.every((cell) => cell.trim() === "");
}

const nameOfTotal = /^(?:grand |sub-?)?totals?:?$/i;
const looksLikeTotal: Finding = {
  code: "CSV-TOTAL-ROW",
  severity: "warning",
  message: "The row is named like a sum of other rows, which would count them twice.",
  path: "seller.name",
};
