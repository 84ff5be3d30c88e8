import { expect, test } from "vitest";
import { detectSyntax } from "./detect.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function utf16(text: string): Uint8Array {
  return new Uint8Array([0xff, 0xfe, ...[...text].flatMap((character) => [character.charCodeAt(0), 0])]);
}

test.each([
  ["json", '{"amount":5}'],
  ["json", '\ufeff \n {\n  "amount": 5\n}\n'],
  ["json", '[\n{"amount":5},\n{"amount":6}\n]'],
  ["json", '[{"amount":5},\n{"amount":6}]'],
  ["json", '{"amount": 5,'],
  ["json", "{"],
  ["jsonl", '{"amount":5}\n{"amount":6}\n'],
  ["jsonl", '{"amount":5}\r\n\r\n{"amount":6}'],
  ["jsonl", '{"broken\n{"amount":6}\n'],
  ["jsonl", 'garbage\n{"amount":6}\n{"amount":7}\n'],
  ["xml", '<?xml version="1.0"?><Invoice/>'],
  ["xml", "\ufeff\n<Invoice/>"],
  ["pdf", "%PDF-1.7\n"],
  ["pdf", "junk before\n%PDF-1.7\n"],
  ["csv", "Supplier,Amount\nAcme,5\n"],
  ["csv", "foo;bar\n1;2\n3;4\n"],
  ["csv", '"Supplier"\t"Amount"\n'],
  ["unknown", ""],
  ["unknown", "hello"],
  ["unknown", "Dear all,\nplease find attached\nRegards"],
])("%s is told from %j", (syntax, text) => {
  expect(detectSyntax(bytes(text))).toBe(syntax);
});

test.each([
  ["json", '{"amount":5}'],
  ["jsonl", '{"amount":5}\n{"amount":6}'],
  ["xml", "<Invoice/>"],
  ["csv", "Supplier,Amount\nAcme,5\n"],
])("%s is told in UTF-16 too", (syntax, text) => {
  expect(detectSyntax(utf16(text))).toBe(syntax);
  expect(detectSyntax(utf16(text).subarray(2))).toBe(syntax);
});

test("NUL characters of broken exports do not make a table binary", () => {
  expect(detectSyntax(bytes("Supplier,Amount\0\0\0\nAcme,5\0\n"))).toBe("csv");
});
