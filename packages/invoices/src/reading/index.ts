export { type ColumnMap, parseColumnMap } from "./csv/column-map.js";
export { type DetectedSyntax, detectionBytes, detectSyntax } from "./detect.js";
export type { DocumentReader } from "./document-reader.js";
export type { ReadOutcome } from "./outcome.js";
export { extractInvoiceXml } from "./pdf/extract-invoice-xml.js";
export { createDocumentReader, type ReadOptions, readDocuments } from "./read-documents.js";
export { createLineDecoder, type LineDecoder } from "./text/decode-stream.js";
export { readXmlInvoices } from "./xml/invoices.js";
