import type { Invoice } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ReadInvoice } from "../xml/grammar.js";
import { createValueReader } from "../xml/values.js";
import { readGlobalDiscounts } from "./discount.js";
import { readLines } from "./line.js";
import { readBuyer, readSeller } from "./party.js";
import { readAccounts, readDueDate } from "./payment.js";
import { readTaxBreakdown } from "./tax.js";
import { readTotals } from "./totals.js";

/** TD04, and TD08 of the simplified form, are the credit notes among the document types (2.1.1.1). */
const creditNoteTypes: ReadonlySet<string> = new Set(["TD04", "TD08"]);

/** Reads a FatturaPA file: one invoice for each of its bodies, all between the same two parties. */
export function readFatturaPa(root: XmlElement, file: string): readonly ReadInvoice[] {
  const header = find(root, "FatturaElettronicaHeader");
  return findAll(root, "FatturaElettronicaBody").map((body, position) => readBody(header, body, { file, position }));
}

function readBody(
  header: XmlElement | null,
  body: XmlElement,
  { file, position }: { file: string; position: number },
): ReadInvoice {
  const values = createValueReader();
  const general = find(body, "DatiGenerali");
  const document = find(general, "DatiGeneraliDocumento");
  const typeCode = textAt(document, "TipoDocumento");
  const taxBreakdown = readTaxBreakdown(body, values);
  const invoice: Invoice = {
    number: textAt(document, "Numero"),
    type: creditNoteTypes.has(typeCode ?? "") ? "credit-note" : "invoice",
    typeCode,
    issueDate: values.day(find(document, "Data"), "issueDate"),
    taxPointDate: null,
    dueDate: readDueDate(body, values),
    currency: textAt(document, "Divisa"),
    taxCurrency: null,
    totals: readTotals(body, taxBreakdown, values),
    seller: readSeller(find(header, "CedentePrestatore")),
    buyer: readBuyer(find(header, "CessionarioCommittente")),
    payment: { accounts: readAccounts(body) },
    lines: readLines(body, values),
    allowanceCharges: readGlobalDiscounts(document, values),
    taxBreakdown,
    references: {
      order: textAt(general, "DatiOrdineAcquisto", "IdDocumento"),
      precedingInvoice: textAt(general, "DatiFattureCollegate", "IdDocumento"),
    },
    source: {
      file,
      position,
      syntax: "fatturapa",
      profile: textAt(header, "DatiTrasmissione", "FormatoTrasmissione"),
    },
  };
  return { invoice, findings: values.findings };
}
