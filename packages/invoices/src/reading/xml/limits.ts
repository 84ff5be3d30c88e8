/** How much XML is read before a document is refused. Real invoices stay far below each of these. */
export const xmlLimits = {
  /** 64 MiB: a 10,000-line invoice takes 30 MB, the Peppol network caps documents at about this size. */
  bytes: 64 * 1024 * 1024,
  /** UBL and CII nest about 12 deep; extensions are dropped but still counted. */
  depth: 100,
  /** A 10,000-line CII invoice holds about 400,000 elements. */
  elements: 500_000,
  /** On one element. */
  attributes: 256,
  /** Character references such as `&amp;` in the whole document. */
  references: 200_000,
  /** Characters that the parser takes one by one; a full 64 MiB of base64 in lines of 76 has 860,000 line ends. */
  slowCharacters: 1_000_000,
  /** Characters of text kept for one element; attachments are dropped and do not count. */
  textLength: 1_000_000,
} as const;
