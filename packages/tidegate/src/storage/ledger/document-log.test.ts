import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ledgerEntry } from "../../../../../test/contract/ledger-entry.js";
import { DocumentLog } from "./document-log.js";
import { readRecord, writeRecord } from "./document-record.js";
import { writeVendor } from "./recalled-vendor.js";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidegate-log-"));
  file = join(folder, "documents.log");
});
afterEach(() => rm(folder, { recursive: true }));

test("gives every line back by its offset, from run to run, however long", async () => {
  const lines = ["a", "ü😀", "x".repeat(5000), ""];
  const first = await DocumentLog.open(file);
  const offsets = await first.append(lines.slice(0, 2));
  await first.close();
  const second = await DocumentLog.open(file);
  const all = [...offsets, ...(await second.append(lines.slice(2)))];
  expect(all.map((offset) => second.read(offset ?? -1))).toEqual(lines);
  await second.close();
});

test("has nothing where the file was cut short, nor where it keeps none", async () => {
  const log = await DocumentLog.open(file);
  const [, offset] = await log.append(["first", "second"]);
  await truncate(file, 9);
  expect(log.read(offset ?? -1)).toBeNull();
  expect(log.read(1000)).toBeNull();
  await log.close();
  const none = await DocumentLog.open(null);
  expect(await none.append(["a"])).toEqual([null]);
  expect(none.read(0)).toBeNull();
});

test("a record is read for its own document only", () => {
  const vendor = { documents: 4, amounts: 4, meanAmount: 0.1 + 0.2, spread: null, roundShare: 1 / 3 };
  const recalledVendor = { ...vendor, currencies: ["EUR"], accounts: ["A", "B"] };
  const entry = ledgerEntry({ vendorName: 'A "B"\n\ud800', recalledVendor });
  const line = writeRecord(7, entry, writeVendor(recalledVendor));
  expect(line).not.toContain("\n");
  expect(readRecord(line, 7)).toMatchObject({ document: { vendorName: 'A "B"\n\ud800' }, recalledVendor });
  expect(readRecord(line, 8)).toBeNull();
  for (const damaged of [line.slice(1), line.slice(0, -5), "", "[]", "[[],null]", "{}", null]) {
    expect(readRecord(damaged, 7)).toBeNull();
  }
});
