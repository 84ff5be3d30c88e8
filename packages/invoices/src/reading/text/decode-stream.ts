import { decodeBlock, sureEncoding, unicodeEncoding } from "./decode.js";

/** Turns the bytes of a long text into whole lines, piece by piece. */
export interface LineDecoder {
  push(bytes: Uint8Array): string;
  end(): string;
}

const lineFeed = 0x0a;

/** Bytes without a line break that are held back at most; then a character may be cut, which only garbage notices. */
const mostHeldBytes = 16 * 1024 * 1024;

/** A decoder for the text that begins with `head`, which it is still to be given. */
export function createLineDecoder(head: Uint8Array): LineDecoder {
  const encoding = unicodeEncoding(head);
  if (encoding === "utf-8") return createBlockDecoder();
  const decoder = new TextDecoder(encoding);
  return { push: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/**
 * Each block of whole lines is decoded by itself: one that is not UTF-8 leaves the others as they are. What such blocks
 * are in is guessed once, because a guess takes longer than the decoding.
 */
function createBlockDecoder(): LineDecoder {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let atStart = true;
  let legacy: string | null | undefined;
  const legacyEncoding = (bytes: Uint8Array): string | null => {
    if (legacy === undefined) legacy = sureEncoding(bytes);
    return legacy;
  };
  const decode = (): string => {
    const text = decodeBlock(joined(held, heldBytes), legacyEncoding);
    const withoutMark = atStart && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    held = [];
    heldBytes = 0;
    atStart = false;
    return withoutMark;
  };
  const hold = (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    held.push(bytes);
    heldBytes += bytes.length;
  };
  return {
    push(bytes) {
      const end = bytes.lastIndexOf(lineFeed) + 1;
      hold(bytes.subarray(0, end));
      const text = end > 0 || heldBytes + bytes.length > mostHeldBytes ? decode() : "";
      // A copy: what is held outlives the piece, whose buffer may be filled again.
      hold(Uint8Array.from(bytes.subarray(end)));
      return text;
    },
    end: () => (heldBytes === 0 ? "" : decode()),
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
