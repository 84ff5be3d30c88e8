/** At the start of the file or of a line, so that a text which mentions the header is no PDF. */
const header = /(?:^|[\r\n]|\u00EF\u00BB\u00BF)%PDF-/;
/** Readers accept the header anywhere in the first kilobyte (PDF 32000-1, annex H, note 13). */
const window = 1024;

/** Whether a document begins as a PDF does. */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return header.test(new TextDecoder("latin1").decode(bytes.subarray(0, window)));
}
