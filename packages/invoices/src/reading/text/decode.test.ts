import { describe, expect, test } from "vitest";
import { decodeText } from "./decode.js";
import { createLineDecoder } from "./decode-stream.js";

const text = "Supplier;Betrag\nMüller & Söhne;€ 12,50\n";
const utf8 = new TextEncoder().encode(text);
const latin = Uint8Array.from(text.replace("€", "\u0080"), (character) => character.charCodeAt(0));

function utf16(content: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(content.length * 2));
  for (let at = 0; at < content.length; at += 1) view.setUint16(at * 2, content.charCodeAt(at), littleEndian);
  return new Uint8Array(view.buffer);
}

const encodings: readonly (readonly [string, Uint8Array])[] = [
  ["UTF-8", utf8],
  ["UTF-8 with a byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, ...utf8])],
  ["windows-1252", latin],
  ["UTF-16LE with a byte order mark", utf16(`\ufeff${text}`, true)],
  ["UTF-16BE with a byte order mark", utf16(`\ufeff${text}`, false)],
  ["UTF-16LE without one", utf16(text, true)],
  ["UTF-16BE without one", utf16(text, false)],
];

describe.each(encodings)("%s", (_name, bytes) => {
  test("is decoded as a whole", () => {
    expect(decodeText(bytes)).toBe(text);
  });

  test.each([1, 2, 3, 7, 1000])("is decoded in pieces of %i bytes", (size) => {
    const decoder = createLineDecoder(bytes);
    let decoded = "";
    for (let at = 0; at < bytes.length; at += size) decoded += decoder.push(bytes.subarray(at, at + size));
    expect((decoded + decoder.end()).replace("\ufeff", "")).toBe(text);
  });
});

test("reads Japanese in Shift_JIS, which it can tell for sure", () => {
  const row = [0x8a, 0x94, 0x8e, 0xae, 0x89, 0xef, 0x8e, 0xd0, 0x2c, 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x0a];
  const bytes = new Uint8Array(Array.from({ length: 20 }, () => row).flat());
  expect(decodeText(bytes)).toContain("株式会社,日本語");
});

test("a block that is not UTF-8 leaves the blocks before it as they are", () => {
  const decoder = createLineDecoder(utf8);
  expect(decoder.push(utf8) + decoder.push(latin) + decoder.end()).toBe(text + text);
});

test("says what to do about a text that begins as UTF-16 and is none", () => {
  const broken = new Uint8Array([0xff, 0xfe, 0x41, 0x00, 0x00, 0xd8, 0x41, 0x00]);
  expect(() => decodeText(broken)).toThrow(/UTF-16LE.*save it as UTF-8/);
});
