import type { Invoice } from "../../model/invoice.js";
import { isCreditNoteCode } from "../xml/credit-note-codes.js";
import { find, firstText, textAt, textsAt, type XmlElement } from "../xml/element.js";
import type { ReadInvoice } from "../xml/grammar.js";
import { createValueReader } from "../xml/values.js";
import { readAllowanceCharges } from "./allowance-charge.js";
import { readLines } from "./line.js";
import { noteTaxAsExclusive } from "./oioubl.js";
import { readBuyer, readSeller } from "./party.js";
import { readAccounts, readDueDate } from "./payment.js";
import { readTaxBreakdown } from "./tax.js";
import { readTotals } from "./totals.js";

/**
 * Reads a UBL 2.x Invoice or CreditNote after the syntax binding of EN 16931 (CEN/TS 16931-3-2), and the older
 * national forms that share the schema (OIOUBL, SI-UBL 1.x, UBL-TR).
 */
export function readUbl(root: XmlElement, file: string): readonly ReadInvoice[] {
  const values = createValueReader();
  const typeCode = firstText(textAt(root, "InvoiceTypeCode"), textAt(root, "CreditNoteTypeCode"));
  const currency = textAt(root, "DocumentCurrencyCode") ?? payableCurrency(root);
  const taxCurrency = textAt(root, "TaxCurrencyCode");
  const profile = textAt(root, "CustomizationID");
  const totals = readTotals(root, { currency, taxCurrency }, values);
  noteTaxAsExclusive(profile, totals, values);
  const creditNote = root.name === "CreditNote" || isCreditNoteCode(typeCode);
  const invoice: Invoice = {
    number: textAt(root, "ID"),
    type: creditNote ? "credit-note" : "invoice",
    typeCode,
    issueDate: values.day(find(root, "IssueDate"), "issueDate"),
    taxPointDate: values.day(find(root, "TaxPointDate"), "taxPointDate"),
    dueDate: readDueDate(root, values),
    currency,
    taxCurrency,
    totals,
    seller: readSeller(find(root, "AccountingSupplierParty", "Party")),
    buyer: readBuyer(find(root, "AccountingCustomerParty", "Party")),
    payment: { accounts: readAccounts(root) },
    lines: readLines(root, values),
    allowanceCharges: readAllowanceCharges(root, "allowanceCharges", values),
    taxBreakdown: readTaxBreakdown(root, { currency, taxCurrency }, values),
    references: {
      order: textAt(root, "OrderReference", "ID"),
      precedingInvoice: firstText(
        textsAt(root, "BillingReference", "InvoiceDocumentReference", "ID")[0] ?? null,
        textsAt(root, "BillingReference", "CreditNoteDocumentReference", "ID")[0] ?? null,
      ),
    },
    source: { file, position: 0, syntax: "ubl", profile },
  };
  return [{ invoice, findings: values.findings }];
}

/** UBL 2.0 leaves the document's currency optional, but each amount still states its own. */
function payableCurrency(root: XmlElement): string | null {
  return find(root, "LegalMonetaryTotal", "PayableAmount")?.attributes.get("currencyID") ?? null;
}
