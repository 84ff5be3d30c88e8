interface Signature {
  readonly kind: string;
  readonly bytes: readonly number[];
  readonly at?: number;
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

/** First bytes of files that land in the place of invoices. */
const signatures: readonly Signature[] = [
  { kind: "a PNG image", bytes: [0x89, ...ascii("PNG")] },
  { kind: "a JPEG image", bytes: [0xff, 0xd8, 0xff] },
  { kind: "a GIF image", bytes: ascii("GIF8") },
  { kind: "a WebP image", bytes: ascii("WEBP"), at: 8 },
  { kind: "a HEIC image", bytes: ascii("ftyphei"), at: 4 },
  { kind: "a TIFF image", bytes: [...ascii("II"), 0x2a, 0x00] },
  { kind: "a TIFF image", bytes: [...ascii("MM"), 0x00, 0x2a] },
  { kind: "a BMP image", bytes: [...ascii("BM")] },
  { kind: "an old Office document (.doc, .xls) or an Outlook message", bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { kind: "a gzip archive", bytes: [0x1f, 0x8b] },
  { kind: "a 7-Zip archive", bytes: [...ascii("7z"), 0xbc, 0xaf] },
  { kind: "a RAR archive", bytes: ascii("Rar!") },
  { kind: "a Parquet file", bytes: ascii("PAR1") },
  { kind: "an SQLite database", bytes: ascii("SQLite format 3") },
  { kind: "a DuckDB database", bytes: ascii("DUCK"), at: 8 },
  { kind: "a Windows program", bytes: ascii("MZ") },
  { kind: "a Linux program", bytes: [0x7f, ...ascii("ELF")] },
  { kind: "a WebAssembly module", bytes: [0x00, ...ascii("asm")] },
  { kind: "a PostScript file", bytes: ascii("%!PS") },
  { kind: "an RTF document", bytes: ascii("{\\rtf") },
];

/** Members that tell what a ZIP archive really is; their names stand near its beginning. */
const archives: readonly (readonly [string, string])[] = [
  ["xl/", "an Excel workbook (.xlsx); save the sheet as CSV"],
  ["word/", "a Word document (.docx)"],
  ["ppt/", "a PowerPoint presentation (.pptx)"],
  ["opendocument", "an OpenDocument file; save a sheet as CSV"],
];

const window = 8 * 1024;

/** What a file that is no text looks like, as a phrase for a message: `a PNG image`; `null` for what may be text. */
export function binaryKind(bytes: Uint8Array): string | null {
  const begins = ({ bytes: expected, at = 0 }: Signature) =>
    expected.every((byte, index) => bytes[at + index] === byte);
  if (begins({ kind: "zip", bytes: [...ascii("PK"), 3, 4] })) {
    const names = new TextDecoder("latin1").decode(bytes.subarray(0, window));
    return archives.find(([member]) => names.includes(member))?.[1] ?? "a ZIP archive; unpack it first";
  }
  const known = signatures.find(begins)?.kind;
  if (known !== undefined && ((known !== "a BMP image" && known !== "a Windows program") || isMostlyBinary(bytes)))
    return known;
  return isMostlyBinary(bytes) ? "binary data" : null;
}

/** Control characters that no text has; NUL is not counted, because broken exports and UTF-16 hold it. */
function isMostlyBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, window);
  let controls = 0;
  let zeros = 0;
  for (const byte of sample) {
    if (byte === 0) zeros += 1;
    else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls += 1;
  }
  return controls > sample.length * 0.03 || zeros > sample.length * 0.6;
}
