import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReadOutcome } from "@tidegate/invoices";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IntakeOptions } from "./intake-options.js";
import { openDocuments } from "./open-documents.js";
import { PathError } from "./path-error.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidegate-intake-"));
});
afterAll(() => rm(folder, { recursive: true }));

const line = (number: number) => `${JSON.stringify({ invoice_id: `A-${number}`, amount: number, vendor: "Müller" })}\n`;

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function collect(paths: readonly string[], options: IntakeOptions = {}): Promise<ReadOutcome[]> {
  const outcomes: ReadOutcome[] = [];
  for await (const batch of openDocuments(paths, options)) outcomes.push(...batch);
  return outcomes;
}

const numbers = (outcomes: readonly ReadOutcome[]) =>
  outcomes.map((outcome) => (outcome.ok ? outcome.invoice.number : outcome.error.code));

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("openDocuments", () => {
  test("gives documents in the order of their files, small and large, and counts positions per file", async () => {
    const many = Array.from({ length: 6000 }, (_, index) => line(index)).join("");
    const paths = [
      await write("1.json", line(-1)),
      await write("2.jsonl", many),
      await write("3.json", `[${line(-2)},${line(-3)}]`),
    ];
    const outcomes = await collect(paths);
    expect(numbers(outcomes)).toEqual([
      "A--1",
      ...Array.from({ length: 6000 }, (_, index) => `A-${index}`),
      "A--2",
      "A--3",
    ]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.invoice.source.position).slice(-3)).toEqual([5999, 0, 1]);
    expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.invoice.seller.name))).toEqual(new Set(["Müller"]));
  });

  test("a file that can not be read is an outcome, and the others are read", async () => {
    const good = await write("good.json", line(1));
    const bad = await write("bad.json", "{");
    const gone = await write("gone.json", "x");
    const stream = openDocuments([bad, gone, good], {});
    await rm(gone);
    const outcomes: ReadOutcome[] = [];
    await expect(stream.next()).rejects.toThrow(PathError);
    for await (const batch of openDocuments([bad, good], {})) outcomes.push(...batch);
    expect(numbers(outcomes)).toEqual(["JSON-MALFORMED", "A-1"]);
    expect(outcomes[0]).toMatchObject({ ok: false, file: bad, position: 0 });
  });

  test("a path at which there is nothing ends the call before anything is read", async () => {
    await expect(collect([await write("a.json", line(1)), join(folder, "nothing")])).rejects.toThrow(
      /nothing.*check the spelling/,
    );
  });

  test.each([1, 7, 1000])("standard input is read in pieces of %i bytes, whatever it holds", async (size) => {
    const jsonLines = await collect(["-"], { stdin: inPieces(line(1) + line(2), size) });
    expect(numbers(jsonLines)).toEqual(["A-1", "A-2"]);
    expect(jsonLines[0]).toMatchObject({ invoice: { seller: { name: "Müller" }, source: { file: "-" } } });
    expect(numbers(await collect(["-"], { stdin: inPieces("Number,Vendor,Amount\nA-1,x,1\nA-2,y,2", size) }))).toEqual([
      "A-1",
      "A-2",
    ]);
    expect(numbers(await collect(["-"], { stdin: inPieces(`[${line(1)},${line(2)}]`, size) }))).toEqual(["A-1", "A-2"]);
    expect(numbers(await collect(["-"], { stdin: inPieces("", size) }))).toEqual(["EMPTY"]);
  });

  test("a document beyond the limit is refused; lines and rows may go on", async () => {
    const documentBytes = 100_000;
    const padded = `{"amount":1,"note":"${"x".repeat(400_000)}"}`;
    expect(await collect([await write("large.json", padded)], { documentBytes })).toMatchObject([
      { ok: false, error: { code: "TOO-LARGE", message: expect.stringContaining("JSON Lines of any size") } },
    ]);
    const rows = await write("large.csv", `Vendor,Amount\n${"Acme,1\n".repeat(60_000)}`);
    expect(await collect([rows], { documentBytes })).toHaveLength(60_000);
  });

  test("a stopped intake gives nothing more", async () => {
    const path = await write("stop.jsonl", Array.from({ length: 20_000 }, (_, index) => line(index)).join(""));
    const controller = new AbortController();
    let batches = 0;
    for await (const _batch of openDocuments([path, path], { signal: controller.signal })) {
      batches += 1;
      controller.abort();
    }
    expect(batches).toBe(1);
  });

  test("a stopped intake begins no other file", async () => {
    const paths = [await write("first.json", line(1)), await write("second.json", line(2))];
    const controller = new AbortController();
    const seen: ReadOutcome[] = [];
    for await (const batch of openDocuments(paths, { signal: controller.signal })) {
      seen.push(...batch);
      controller.abort();
    }
    expect(numbers(seen)).toEqual(["A-1"]);
  });

  test("leaving early closes what was opened", async () => {
    const path = await write("leave.jsonl", Array.from({ length: 20_000 }, (_, index) => line(index)).join(""));
    for await (const batch of openDocuments([path], {})) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });
});
