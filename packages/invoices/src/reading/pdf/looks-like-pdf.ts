const header = "%PDF-";
/** Readers accept the header anywhere in the first kilobyte (PDF 32000-1, annex H, note 13). */
const window = 1024;

/** Whether a document begins as a PDF does. */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, window)).includes(header);
}
