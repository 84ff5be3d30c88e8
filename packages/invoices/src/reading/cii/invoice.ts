import type { XmlElement } from "../xml/element.js";
import type { ReadInvoice } from "../xml/grammar.js";
import { readTradeDocument } from "./trade-document.js";
import { crossIndustryInvoice } from "./vocabulary.js";

/** Reads a UN/CEFACT Cross Industry Invoice after the syntax binding of EN 16931 (CEN/TS 16931-3-3). */
export function readCii(root: XmlElement, file: string): readonly ReadInvoice[] {
  return [readTradeDocument(root, { file, syntax: "cii", vocabulary: crossIndustryInvoice })];
}
