import type { Invoice } from "../../packages/invoices/src/model/invoice.js";
import type { ManifestRow } from "./einvoices-manifest.js";

/** A column of the manifest: how our reading looks in it, and how values are made comparable. */
export interface ManifestField {
  readonly column: string;
  readonly read: (invoice: Invoice) => string;
  readonly comparable: (value: string) => string;
  /** The manifest leaves the column empty where it did not look, so an empty value says nothing. */
  readonly emptyIsUnknown?: true;
}

const asWritten = (value: string) => value;
const asNumber = (value: string) => value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const asNumbers = (value: string) => value.split("|").map(asNumber).join("|");
const withoutScheme = (value: string) => value.slice(value.indexOf(":") + 1);

const text = (column: string, read: (invoice: Invoice) => string | null): ManifestField => ({
  column,
  read: (invoice) => read(invoice) ?? "",
  comparable: asWritten,
});
const amount = (column: string, read: (invoice: Invoice) => string | null): ManifestField => ({
  ...text(column, read),
  comparable: asNumber,
});
const count = (column: string, read: (invoice: Invoice) => readonly unknown[]): ManifestField => ({
  column,
  read: (invoice) => String(read(invoice).length),
  comparable: asWritten,
  emptyIsUnknown: true,
});
const list = (column: string, read: (invoice: Invoice) => readonly (string | null)[]): ManifestField => ({
  column,
  read: (invoice) => read(invoice).join("|"),
  comparable: asWritten,
});

export const manifestFields: readonly ManifestField[] = [
  text("number", (invoice) => invoice.number),
  text("doc_kind", (invoice) => invoice.type.replace("-", "_")),
  text("type_code", (invoice) => invoice.typeCode),
  text("customization_id", (invoice) => invoice.source.profile),
  text("issue_date", (invoice) => invoice.issueDate),
  text("due_date", (invoice) => invoice.dueDate),
  text("currency", (invoice) => invoice.currency),
  text("tax_currency", (invoice) => invoice.taxCurrency),
  amount("line_total", (invoice) => invoice.totals.lineNet),
  amount("allowance_total", (invoice) => invoice.totals.allowances),
  amount("charge_total", (invoice) => invoice.totals.charges),
  amount("tax_exclusive", (invoice) => invoice.totals.taxExclusive),
  amount("tax_amount", (invoice) => invoice.totals.tax),
  amount("tax_amount_tax_currency", (invoice) => invoice.totals.taxInTaxCurrency),
  amount("tax_inclusive", (invoice) => invoice.totals.taxInclusive),
  amount("prepaid", (invoice) => invoice.totals.prepaid),
  amount("rounding", (invoice) => invoice.totals.rounding),
  amount("payable", (invoice) => invoice.totals.payable),
  text("seller_name", (invoice) => invoice.seller.name),
  text("seller_trading_name", (invoice) => invoice.seller.tradingName),
  text("seller_vat", (invoice) => invoice.seller.vatId),
  {
    ...text("seller_other_tax_id", ({ seller }) => seller.taxId && `${seller.taxIdScheme ?? ""}:${seller.taxId}`),
    comparable: withoutScheme,
  },
  text("seller_country", (invoice) => invoice.seller.country),
  text("buyer_name", (invoice) => invoice.buyer.name),
  text("buyer_vat", (invoice) => invoice.buyer.vatId),
  text("buyer_country", (invoice) => invoice.buyer.country),
  list("payee_accounts", (invoice) => invoice.payment.accounts.map(({ id }) => id)),
  count("n_lines", (invoice) => invoice.lines),
  count("n_doc_allowances", (invoice) => invoice.allowanceCharges.filter(({ kind }) => kind === "allowance")),
  count("n_doc_charges", (invoice) => invoice.allowanceCharges.filter(({ kind }) => kind === "charge")),
  count("n_line_allowance_charges", (invoice) => invoice.lines.flatMap((line) => line.allowanceCharges)),
  count("n_vat_breakdowns", (invoice) => invoice.taxBreakdown),
  list("vat_categories", (invoice) => invoice.taxBreakdown.map(({ category }) => category)),
  { ...list("vat_rates", (invoice) => invoice.taxBreakdown.map(({ rate }) => rate)), comparable: asNumbers },
  text("order_ref", (invoice) => invoice.references.order),
  text("preceding_invoice_ref", (invoice) => invoice.references.precedingInvoice),
];

/** Whether our reading of a field is what the manifest says, or the manifest says nothing. */
export function agrees(field: ManifestField, invoice: Invoice, row: ManifestRow): boolean {
  const expected = row[field.column] ?? "";
  if (expected === "" && field.emptyIsUnknown) return true;
  return field.comparable(field.read(invoice)) === field.comparable(expected);
}
