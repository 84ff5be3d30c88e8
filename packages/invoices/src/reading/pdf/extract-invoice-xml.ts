import { ReadError } from "../../model/error.js";
import { type Attachment, readAttachments } from "./attachments.js";
import { chooseInvoice } from "./choose-invoice.js";

/**
 * The invoice XML inside a Factur-X, ZUGFeRD or XRechnung PDF. Time and memory are bounded by the caller, who runs it
 * in a worker thread: a hostile PDF can make its parser slow.
 *
 * ```ts
 * const { xml, fileName } = await extractInvoiceXml(bytes);
 * const invoices = readXmlInvoices(xml, "march/4711.pdf");
 * ```
 *
 * @throws ReadError `PDF-UNREADABLE` for a broken or encrypted PDF, `PDF-NO-INVOICE` for one without an invoice in it.
 */
export async function extractInvoiceXml(pdf: Uint8Array): Promise<{ xml: Uint8Array; fileName: string }> {
  const attachments = await readAttachments(pdf);
  const invoice = chooseInvoice(attachments);
  if (invoice === null) throw new ReadError("PDF-NO-INVOICE", explanation(attachments));
  return { xml: invoice.content, fileName: invoice.name };
}

function explanation(attachments: readonly Attachment[]): string {
  const advice = "ask the sender for a Factur-X or ZUGFeRD PDF, or for the XML.";
  if (attachments.length === 0) return `The PDF carries no invoice data, only pages to look at; ${advice}`;
  const names = attachments.slice(0, 3).map(({ name }) => JSON.stringify(name.slice(0, 60)));
  return `The PDF carries ${names.join(", ")}, none of which is an invoice; ${advice}`;
}
