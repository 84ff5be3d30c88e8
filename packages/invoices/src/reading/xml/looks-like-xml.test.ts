import { describe, expect, it } from "vitest";
import { looksLikeXml } from "./looks-like-xml.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("looksLikeXml", () => {
  it.each(["<Invoice/>", "\uFEFF<?xml version='1.0'?>", "\n  <a>", "<"])("says yes to %j", (text) => {
    expect(looksLikeXml(utf8(text))).toBe(true);
  });

  it("says yes to UTF-16 with and without a mark", () => {
    expect(looksLikeXml(Uint8Array.from([0xff, 0xfe, 0x3c, 0]))).toBe(true);
    expect(looksLikeXml(Uint8Array.from([0, 0x3c, 0, 0x61]))).toBe(true);
  });

  it.each(["", "   ", '{"a":"<b>"}', "number;amount", "%PDF-1.7"])("says no to %j", (text) => {
    expect(looksLikeXml(utf8(text))).toBe(false);
  });
});
