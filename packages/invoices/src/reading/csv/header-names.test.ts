import { expect, test } from "vitest";
import { readHeader } from "./header-names.js";

test.each([
  ["Supplier Name", "sellerName", null],
  ["Beneficiary", "sellerName", null],
  ["Vendor ID", null, null],
  ["Supplier Type", null, null],
  ["Merchant Category", null, null],
  ["Name of supplier paid", "sellerName", null],
  ["Supplier VAT Registration Number", "sellerVatId", null],
  ["Amount (£)", "amount", "GBP"],
  ["Amount £", "amount", "GBP"],
  ["Total EUR", "amount", "EUR"],
  ["Net Amount", "net", null],
  ["Invoice Line Value (net of VAT)", "net", null],
  ["Amount excluding VAT £", "net", "GBP"],
  ["Total incl. VAT", "gross", null],
  ["Irrecoverable VAT Amount", "tax", null],
  ["VAT", "tax", null],
  ["Spend", "amount", null],
  ["Invoice GL Date", "issueDate", null],
  ["Date of Payment", "issueDate", null],
  ["Clearing Date", "issueDate", null],
  ["Payment Due Date", "dueDate", null],
  ["Transaction No.", "number", null],
  ["DocumentNo", "number", null],
  ["Rechnungs-Nr.", "number", null],
  ["Fälligkeit", "dueDate", null],
  ["Bruttobetrag", "gross", null],
  ["Fournisseur", "sellerName", null],
  ["N° facture", "number", null],
  ["Montant TTC", "gross", null],
  ["Importe total", "amount", null],
  ["Partita IVA", "sellerVatId", null],
  ["Service Area", null, null],
  ["Narrative", null, null],
  ["", null, null],
  ["x".repeat(200), null, null],
])("%s stands for %s", (header, field, currency) => {
  const read = readHeader(header);
  expect([read.named?.field ?? null, read.currency]).toEqual([field, currency]);
});
