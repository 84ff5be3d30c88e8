import { describe, expect, it } from "vitest";
import { createLineDecoder } from "./decode-stream.js";

/** The text as it comes out when one buffer carries every piece, as a file reader does it. */
function throughOneBuffer(text: string, pieceBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  const decoder = createLineDecoder(bytes.subarray(0, 64));
  const buffer = new Uint8Array(pieceBytes);
  let out = "";
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    buffer.set(piece);
    out += decoder.push(buffer.subarray(0, piece.length));
  }
  return out + decoder.end();
}

describe("createLineDecoder", () => {
  const text = `${Array.from({ length: 50 }, (_, index) => `line ${index}: Müller & Söhne €`).join("\n")}\nthe end`;

  it.each([1, 3, 7, 64, 10_000])("keeps what spans pieces of %i bytes, though their buffer is filled again", (size) => {
    expect(throughOneBuffer(text, size)).toBe(text);
  });
});
