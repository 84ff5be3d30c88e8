import { describe, expect, it } from "vitest";
import { decodeXml } from "./encoding.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf16 = (text: string, { littleEndian }: { littleEndian: boolean }) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
};
const declared = (encoding: string, content = "<a>Größe</a>") =>
  `<?xml version="1.0" encoding="${encoding}"?>${content}`;

describe("decodeXml", () => {
  it("takes UTF-8 where nothing is said", () => {
    expect(decodeXml(utf8("<a>Größe</a>"))).toBe("<a>Größe</a>");
  });

  it("leaves a byte order mark out of the text", () => {
    expect(decodeXml(utf8("\uFEFF<a/>"))).toBe("<a/>");
    expect(decodeXml(utf16("\uFEFF<a/>", { littleEndian: true }))).toBe("<a/>");
    expect(decodeXml(utf16("\uFEFF<a/>", { littleEndian: false }))).toBe("<a/>");
  });

  it.each(["ISO-8859-1", "iso-8859-15", "windows-1252"])("follows the declared %s", (label) => {
    expect(decodeXml(latin1(declared(label)))).toBe(declared(label));
  });

  it("keeps the euro sign of windows-1252", () => {
    const bytes = latin1(declared("windows-1252", "<a>\u0080 5</a>"));
    expect(decodeXml(bytes)).toBe(declared("windows-1252", "<a>€ 5</a>"));
  });

  it("reads a declaration in single quotes", () => {
    const text = "<?xml version='1.0' encoding='ISO-8859-1' ?><a>ß</a>";
    expect(decodeXml(latin1(text))).toBe(text);
  });

  it.each([true, false])("knows UTF-16 by its first bytes without a mark (little endian: %s)", (littleEndian) => {
    const text = declared("UTF-16");
    expect(decodeXml(utf16(text, { littleEndian }))).toBe(text);
  });

  it.each([
    ["a mark for UTF-8 under another name", utf8(`\uFEFF${declared("ISO-8859-1")}`)],
    ["UTF-16 declared over 8-bit bytes", utf8(declared("UTF-16"))],
    ["UTF-8 declared over UTF-16 bytes", utf16(declared("UTF-8"), { littleEndian: true })],
    ["an encoding nobody knows", utf8(declared("x-klingon"))],
    ["bytes that are not UTF-8", latin1("<a>Größe</a>")],
    ["bytes that are not the declared UTF-8", latin1(declared("utf-8"))],
    ["UTF-32", Uint8Array.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61])],
    ["half a UTF-16 character", utf16("<a/>", { littleEndian: true }).subarray(0, 7)],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodeXml(bytes)).toThrow(expect.objectContaining({ code: "ENCODING" }));
  });
});
