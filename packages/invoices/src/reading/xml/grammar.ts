import type { Finding } from "../../model/finding.js";
import type { Invoice } from "../../model/invoice.js";
import type { QualifiedName, XmlElement } from "./element.js";
import type { Keeps } from "./parse.js";

/** One invoice of a document, with what its reader noticed. */
export interface ReadInvoice {
  readonly invoice: Invoice;
  readonly findings: readonly Finding[];
}

/** An invoice grammar in XML: which documents it covers, which elements it needs, and how to read them. */
export interface Grammar {
  readonly covers: (root: QualifiedName) => boolean;
  readonly keeps: Keeps;
  readonly read: (root: XmlElement, file: string) => readonly ReadInvoice[];
}
