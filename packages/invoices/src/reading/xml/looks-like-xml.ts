/** How far white space before the first `<` is looked through. */
const window = 1024;
const lessThan = 0x3c;
/** White space, the zero bytes of UTF-16, and the bytes of its and UTF-8's byte order marks. */
const skipped: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xfe, 0xff]);

/** Whether a document begins as XML does, in any encoding this package reads; it may still be broken. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  return bytes.subarray(0, window).find((byte) => !skipped.has(byte)) === lessThan;
}
