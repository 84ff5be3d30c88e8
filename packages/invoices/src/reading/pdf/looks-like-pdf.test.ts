import { describe, expect, it } from "vitest";
import { looksLikePdf } from "./looks-like-pdf.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("looksLikePdf", () => {
  it("finds the header at the start or after some bytes before it", () => {
    expect(looksLikePdf(utf8("%PDF-1.7"))).toBe(true);
    expect(looksLikePdf(utf8(`${"\n".repeat(100)}%PDF-2.0`))).toBe(true);
    expect(looksLikePdf(utf8("\uFEFF%PDF-2.0"))).toBe(true);
  });

  it("does not look further than readers do", () => {
    expect(looksLikePdf(utf8(`${" ".repeat(2000)}%PDF-2.0`))).toBe(false);
    expect(looksLikePdf(utf8('{"note":"begins with %PDF-1.7"}'))).toBe(false);
  });
});
