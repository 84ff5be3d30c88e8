import { ReadError } from "../../model/error.js";
import { decodeWindows1252 } from "../text/windows-1252.js";

const declarationWindow = 256;
const declaredEncoding = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/;

/** What the first bytes say about the encoding, before any declaration can be read (XML 1.0, appendix F). */
interface ByteSignature {
  readonly bytes: readonly number[];
  /** A label of the WHATWG encoding standard, or `null` for encodings no decoder here knows. */
  readonly encoding: string | null;
}

const signatures: readonly ByteSignature[] = [
  { bytes: [0x00, 0x00, 0xfe, 0xff], encoding: null },
  { bytes: [0xff, 0xfe, 0x00, 0x00], encoding: null },
  { bytes: [0x00, 0x00, 0x00, 0x3c], encoding: null },
  { bytes: [0x3c, 0x00, 0x00, 0x00], encoding: null },
  { bytes: [0x4c, 0x6f, 0xa7, 0x94], encoding: null },
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
  { bytes: [0x3c, 0x00], encoding: "utf-16le" },
  { bytes: [0x00, 0x3c], encoding: "utf-16be" },
];

/**
 * The text of an XML document. The byte order mark or the shape of the first bytes decides, then the declaration's
 * `encoding`, then UTF-8; a byte order mark is not part of the text.
 *
 * @throws ReadError `ENCODING` where the two disagree, the encoding is unknown, or the bytes do not follow it.
 */
export function decodeXml(bytes: Uint8Array): string {
  const found = signatures.find((signature) => signature.bytes.every((byte, index) => bytes[index] === byte));
  if (found?.encoding === null) {
    throw new ReadError("ENCODING", "The document is in UTF-32 or EBCDIC, which is not supported; save it as UTF-8.");
  }
  const start = new TextDecoder(found?.encoding ?? "latin1").decode(bytes.subarray(0, declarationWindow));
  const label = declaredEncoding.exec(start)?.[1] ?? null;
  const declared = label === null ? null : canonicalName(label);
  if (declared !== null && !agree(declared, found?.encoding ?? null)) {
    const written = found?.encoding ?? "an 8-bit encoding";
    throw new ReadError("ENCODING", `The document declares the encoding ${declared} but is written in ${written}.`);
  }
  const encoding = found?.encoding ?? declared ?? "utf-8";
  return encoding === "windows-1252" ? decodeWindows1252(bytes) : decodeStrictly(bytes, encoding);
}

/** The WHATWG name of an encoding: many labels mean the same one. */
function canonicalName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new ReadError("ENCODING", `The document declares the unknown encoding "${label.slice(0, 40)}".`, { cause });
  }
}

/** A declared `UTF-16` leaves the byte order open; without a signature the bytes are 8-bit. */
function agree(declared: string, found: string | null): boolean {
  if (declared.startsWith("utf-16")) return found?.startsWith("utf-16") ?? false;
  return found === null || found === declared;
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const name = encoding.toUpperCase();
    const message = `The document holds bytes that are not ${name}; declare its real encoding or save it as UTF-8.`;
    throw new ReadError("ENCODING", message, { cause });
  }
}
