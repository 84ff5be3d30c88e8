import fc from "fast-check";
import { expect, test } from "vitest";
import { createJsonLinesReader } from "./json-lines.js";

function readLines(text: string, size = text.length) {
  const reader = createJsonLinesReader({ file: "a.jsonl" });
  const outcomes = [];
  for (let at = 0; at < text.length; at += size) outcomes.push(...reader.push(text.slice(at, at + size)));
  return [...outcomes, ...reader.end()];
}

const line = (number: number) => JSON.stringify({ invoice_id: `A-${number}`, amount: number });

test("reads a document a line, skips empty lines and names the line of a bad one", () => {
  const outcomes = readLines(`${line(1)}\r\n\n${line(2)}\n{"broken"\n42\n${line(3)}`);
  expect(outcomes).toMatchObject([
    { invoice: { number: "A-1", source: { position: 0 } } },
    { invoice: { number: "A-2", source: { position: 1 } } },
    { ok: false, position: 2, error: { code: "JSON-MALFORMED", message: expect.stringMatching(/^Line 4: /) } },
    { ok: false, position: 3, error: { code: "NOT-AN-INVOICE", message: expect.stringMatching(/^Line 5: /) } },
    { invoice: { number: "A-3", source: { position: 4 } } },
  ]);
});

test("a line may hold a list", () => {
  expect(
    readLines(`[${line(1)},${line(2)}]\n${line(3)}`).map((outcome) => outcome.ok && outcome.invoice.source.position),
  ).toEqual([0, 1, 2]);
});

test("gives the same wherever the pieces end", () => {
  const text = [line(1), "", "x", line(2), '{"amount":5,"vendor":"é😀"}'].join("\n");
  const whole = JSON.stringify(readLines(text));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: text.length }), (size) => {
      expect(JSON.stringify(readLines(text, size))).toBe(whole);
    }),
  );
});

test("a line beyond 16 million characters is refused, and reading goes on after it", () => {
  const reader = createJsonLinesReader({ file: "a.jsonl" });
  const outcomes = reader.push(`${line(1)}\n{"amount":"`);
  const filler = "x".repeat(6_000_000);
  for (let count = 0; count < 5; count += 1) outcomes.push(...reader.push(filler));
  outcomes.push(...reader.push(`"}\n${line(2)}\n`), ...reader.end());
  expect(outcomes).toMatchObject([
    { ok: true },
    { ok: false, position: 1, error: { code: "TOO-LARGE", message: expect.stringMatching(/^Line 2: /) } },
    { ok: true, invoice: { number: "A-2" } },
  ]);
});
