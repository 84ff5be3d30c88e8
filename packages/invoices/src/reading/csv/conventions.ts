import type { CurrencyCode } from "../../model/invoice.js";
import type { Field } from "../flat/field.js";
import type { FlatConventions } from "../flat/invoice.js";
import type { DecimalMark } from "../text/amount.js";
import { type DateOrder, decideDateOrder } from "../text/date.js";
import { decideDecimalMark } from "../text/decimal-mark.js";
import type { Layout } from "./layout.js";
import type { Row } from "./rows.js";

/**
 * Decides for each column how its amounts and dates are written. What one column leaves open, the others decide; a
 * table that separates its columns by semicolons comes from where the comma is the decimal mark.
 */
export function decideConventions(
  layout: Layout,
  rows: readonly Row[],
  defaultCurrency?: CurrencyCode,
): FlatConventions {
  const cells = (index: number) => rows.flatMap((row) => row[index]?.trim() || []);
  const marks = new Map<Field, DecimalMark | null>();
  const orders = new Map<Field, DateOrder | null>();
  for (const [field, index] of layout.columns.indexOf) {
    if (isAmount(field)) marks.set(field, decideDecimalMark(cells(index)));
    if (isDate(field)) orders.set(field, decideDateOrder(cells(index)));
  }
  const proven = new Set([...marks.values()].filter((mark) => mark !== null));
  const fallbackMark =
    proven.size === 1 ? [...proven][0] : layout.delimiter === ";" && proven.size === 0 ? "," : undefined;
  const dateColumns = layout.header.flatMap((name, index) => (/date|dat[aeo]|datum|fecha/i.test(name) ? [index] : []));
  const fallbackOrder = decideDateOrder(dateColumns.flatMap(cells)) ?? undefined;
  return {
    decimalMark: (field) => marks.get(field) ?? fallbackMark,
    dateOrder: (field) => orders.get(field) ?? fallbackOrder,
    defaultCurrency: layout.columns.currency ?? defaultCurrency,
  };
}

function isAmount(field: Field): boolean {
  return ["amountDue", "gross", "amount", "net", "tax", "prepaid"].includes(field);
}

function isDate(field: Field): boolean {
  return field.endsWith("Date");
}
