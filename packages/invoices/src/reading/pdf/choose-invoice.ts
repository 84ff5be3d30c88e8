import { readXmlInvoices } from "../xml/invoices.js";
import { looksLikeXml } from "../xml/looks-like-xml.js";
import type { Attachment } from "./attachments.js";

/** The names that Factur-X, ZUGFeRD and XRechnung prescribe, the current one first. */
const prescribedNames: readonly string[] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];

/** The attachment that holds the invoice: by its prescribed name, else the first that reads as one. */
export function chooseInvoice(attachments: readonly Attachment[]): Attachment | null {
  for (const prescribed of prescribedNames) {
    const named = attachments.find(({ name }) => name.toLowerCase() === prescribed);
    if (named !== undefined) return named;
  }
  return attachments.find(({ content }) => looksLikeXml(content) && readsAsInvoice(content)) ?? null;
}

function readsAsInvoice(content: Uint8Array): boolean {
  try {
    return readXmlInvoices(content, "").length > 0;
  } catch {
    return false;
  }
}
