import { analyse } from "chardet";
import { ReadError } from "../../model/error.js";
import { decodeWindows1252 } from "./windows-1252.js";

/** An encoding label of the WHATWG encoding standard. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** How much of a text is looked at to tell its encoding. */
const sampleBytes = 64 * 1024;

/**
 * Which Unicode encoding the first bytes of a text show: by byte order mark, or by the zero bytes that UTF-16 has in
 * place of every other character of a document's syntax. UTF-8 stands for everything else, also for the 8-bit
 * encodings that `decodeBlock` falls back to.
 */
export function unicodeEncoding(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, 64);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2.5;
  if (odd >= most && even === 0) return "utf-16le";
  if (even >= most && odd === 0) return "utf-16be";
  return "utf-8";
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes whole lines: as UTF-8 where the bytes are UTF-8, else in the 8-bit encoding they look most like, else as
 * windows-1252, which has a meaning for nearly every byte and of which ISO-8859-1 is a part. `legacyEncoding` tells the
 * encoding of text that is not UTF-8, for callers who have seen more of it.
 */
export function decodeBlock(bytes: Uint8Array, legacyEncoding = sureEncoding): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    const encoding = legacyEncoding(bytes);
    return encoding === null ? decodeWindows1252(bytes) : decodeLegacy(bytes, encoding);
  }
}

function decodeLegacy(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** Decodes a whole text, whatever its encoding, without its byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = unicodeEncoding(bytes);
  const text = encoding === "utf-8" ? decodeBlock(bytes) : decodeUtf16(bytes, encoding);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function decodeUtf16(bytes: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `The text begins as ${encoding.toUpperCase()} and goes on as something else; save it as UTF-8.`;
    throw new ReadError("ENCODING", message, { cause });
  }
}

/**
 * The Western encodings differ in few bytes, and in a table of numbers those bytes are rare, so a guess is followed
 * only where it is sure of itself and names an encoding of another script or of multi-byte characters.
 */
const believable = new Map([
  ["Shift_JIS", "shift_jis"],
  ["EUC-JP", "euc-jp"],
  ["EUC-KR", "euc-kr"],
  ["Big5", "big5"],
  ["GB18030", "gb18030"],
  ["windows-1251", "windows-1251"],
  ["KOI8-R", "koi8-r"],
  ["windows-1253", "windows-1253"],
  ["ISO-8859-7", "iso-8859-7"],
  ["ISO-8859-2", "windows-1250"],
  ["windows-1250", "windows-1250"],
]);
const leastConfidence = 60;

/** The encoding of another script that text which is not UTF-8 is in beyond doubt; `null` stands for windows-1252. */
export function sureEncoding(bytes: Uint8Array): string | null {
  const [best] = analyse(bytes.subarray(0, sampleBytes));
  if (best === undefined || best.confidence < leastConfidence) return null;
  return believable.get(best.name) ?? null;
}
