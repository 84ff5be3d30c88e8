import type { Invoice, Syntax } from "../../model/invoice.js";
import { isCreditNoteCode } from "../xml/credit-note-codes.js";
import { find, textAt, type XmlElement } from "../xml/element.js";
import type { ReadInvoice } from "../xml/grammar.js";
import { createValueReader } from "../xml/values.js";
import { readAllowanceCharges } from "./allowance-charge.js";
import { readDay } from "./day.js";
import { readLines } from "./line.js";
import { readBuyer, readSeller } from "./party.js";
import { readAccounts, readDueDate } from "./payment.js";
import { readTaxBreakdown, readTaxPointDate } from "./tax.js";
import { readTotals } from "./totals.js";
import type { TradeVocabulary } from "./vocabulary.js";

/** Reads a trade document whose parts bear the names of `vocabulary`. */
export function readTradeDocument(
  root: XmlElement,
  { file, syntax, vocabulary }: { file: string; syntax: Syntax; vocabulary: TradeVocabulary },
): ReadInvoice {
  const values = createValueReader();
  const document = find(root, vocabulary.document);
  const transaction = find(root, vocabulary.transaction);
  const agreement = find(transaction, vocabulary.agreement);
  const settlement = find(transaction, vocabulary.settlement);
  const typeCode = textAt(document, "TypeCode");
  const currency = textAt(settlement, "InvoiceCurrencyCode");
  const taxCurrency = textAt(settlement, "TaxCurrencyCode");
  const invoice: Invoice = {
    number: textAt(document, "ID"),
    type: isCreditNoteCode(typeCode) ? "credit-note" : "invoice",
    typeCode,
    issueDate: readDay(find(document, "IssueDateTime"), "issueDate", values),
    taxPointDate: readTaxPointDate(settlement, values),
    dueDate: readDueDate(settlement, values),
    currency,
    taxCurrency,
    totals: readTotals(find(settlement, vocabulary.monetarySummation), { currency, taxCurrency }, values),
    seller: readSeller(find(agreement, "SellerTradeParty")),
    buyer: readBuyer(find(agreement, "BuyerTradeParty")),
    payment: { accounts: readAccounts(settlement) },
    lines: readLines(transaction, vocabulary, values),
    allowanceCharges: readAllowanceCharges(settlement, "allowanceCharges", vocabulary, values),
    taxBreakdown: readTaxBreakdown(settlement, vocabulary, values),
    references: {
      order: orderReference(agreement),
      precedingInvoice: documentId(find(settlement, "InvoiceReferencedDocument")),
    },
    source: {
      file,
      position: 0,
      syntax,
      profile: textAt(find(root, vocabulary.context), "GuidelineSpecifiedDocumentContextParameter", "ID"),
    },
  };
  return { invoice, findings: values.findings };
}

/** BT-13. */
function orderReference(agreement: XmlElement | null): string | null {
  return documentId(find(agreement, "BuyerOrderReferencedDocument"));
}

/** `IssuerAssignedID` since D16B, `ID` before. */
function documentId(reference: XmlElement | null): string | null {
  return textAt(reference, "IssuerAssignedID") ?? textAt(reference, "ID");
}
