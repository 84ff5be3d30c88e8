import { describe, expect, test } from "vitest";
import { ledgerEntry, recallQuery } from "../../../../test/contract/ledger-entry.js";
import { inMemoryMemory } from "./in-memory.js";
import type { LedgerEntry, Memory, Recollection } from "./port.js";
import { WorkingSet } from "./working-set.js";

/** Judges entries in batches of a size, as a run does, and gives what was known for each. */
async function judge(memory: Memory, entries: readonly LedgerEntry[], batchSize: number): Promise<Recollection[]> {
  const recollections: Recollection[] = [];
  for (let start = 0; start < entries.length; start += batchSize) {
    const batch = entries.slice(start, start + batchSize);
    const working = new WorkingSet(batch.map(recallQuery), await memory.recall(batch.map(recallQuery)));
    const judged = batch.map((entry) => {
      const recollection = working.recollect(recallQuery(entry));
      recollections.push(recollection);
      const learned = { ...entry, recalledVendor: recollection.vendor };
      working.learn(learned);
      return learned;
    });
    await memory.remember(judged);
  }
  return recollections;
}

const rounded = (recollections: readonly Recollection[]) =>
  recollections.map(({ vendor, earlier }) => ({
    documents: vendor?.documents ?? 0,
    mean: vendor?.meanAmount?.toFixed(6),
    spread: vendor?.spread?.toFixed(6),
    accounts: vendor?.accounts,
    earlier: earlier.map(({ file }) => file),
  }));

/** Two vendors by turns, numbers that repeat, amounts that come close, a VAT number that is missing now and then. */
const entries = Array.from({ length: 40 }, (_, index) =>
  ledgerEntry({
    file: `/in/${index}.json`,
    number: `N${index % 13}`,
    vendorName: index % 3 === 0 ? "Other" : "Acme",
    ...(index % 3 !== 0 && index % 5 !== 0 ? { vendorKey: "vat:DE123456789" } : {}),
    payable: `${100 + (index % 7)}.00`,
    baseAmount: `${100 + (index % 7)}.00`,
    accounts: [`A${index % 4}`],
  }),
);

describe("a document sees those before it, and no others", () => {
  test.each([2, 7, 40])("with batches of %i as with batches of one", async (batchSize) => {
    const oneByOne = await judge(inMemoryMemory(), entries, 1);
    expect(rounded(await judge(inMemoryMemory(), entries, batchSize))).toEqual(rounded(oneByOne));
  });

  test("the first of a pair is no duplicate, the second is", async () => {
    const pair = [ledgerEntry({ file: "/a" }), ledgerEntry({ file: "/b" })];
    const [first, second] = await judge(inMemoryMemory(), pair, 2);
    expect(first).toEqual({ known: false, documentsBefore: 0, vendor: null, earlier: [] });
    expect(second?.earlier.map(({ file }) => file)).toEqual(["/a"]);
  });
});

describe("a second run over the same documents", () => {
  test.each([1, 7, 40])("gives what the first one gave, with batches of %i", async (batchSize) => {
    const memory = inMemoryMemory();
    const first = await judge(memory, entries, 7);
    const second = await judge(memory, entries, batchSize);
    expect(rounded(second)).toEqual(rounded(first));
    expect(second.every(({ known }) => known)).toBe(true);
  });

  test("a new document among them sees them all, once", async () => {
    const memory = inMemoryMemory();
    await judge(memory, entries, 40);
    const added = ledgerEntry({ file: "/in/new.json", number: "NEW", vendorName: "Other" });
    const recollections = await judge(memory, [...entries.slice(0, 20), added, ...entries.slice(20)], 41);
    expect(recollections[20]?.vendor?.documents).toBe(
      entries.filter(({ vendorName }) => vendorName === "Other").length,
    );
  });
});

test("the same document twice in a batch is not its own duplicate, nor part of its own vendor", async () => {
  const [, second] = await judge(inMemoryMemory(), [ledgerEntry(), ledgerEntry()], 2);
  expect(second).toEqual({ known: false, documentsBefore: 0, vendor: null, earlier: [] });
});

test("a batch recalled before the previous one was remembered learns what that one learnt", async () => {
  const memory = inMemoryMemory();
  const [first, second] = [ledgerEntry({ file: "/a" }), ledgerEntry({ file: "/b" })];
  const firstSet = new WorkingSet([recallQuery(first)], await memory.recall([recallQuery(first)]));
  const secondSet = new WorkingSet([recallQuery(second)], await memory.recall([recallQuery(second)]));
  firstSet.learn(first);
  for (const entry of firstSet.learned) secondSet.learn(entry);
  expect(secondSet.recollect(recallQuery(second))).toMatchObject({
    vendor: { documents: 1 },
    earlier: [{ file: "/a" }],
  });
});

test("a document that is not of the batch is refused", () => {
  expect(() => new WorkingSet([], []).recollect(recallQuery(ledgerEntry()))).toThrow(TypeError);
});

test("twenty thousand documents of one vendor are not compared with one another", () => {
  const many = Array.from({ length: 20_000 }, (_, index) =>
    ledgerEntry({
      file: `/${index}`,
      number: `N${index}`,
      payable: `${100 + index}.00`,
      issueDate: new Date(Date.UTC(1970, 0, 1 + index)).toISOString().slice(0, 10),
    }),
  );
  const queries = many.map(recallQuery);
  const nothing: Recollection = { known: false, documentsBefore: 0, vendor: null, earlier: [] };
  const working = new WorkingSet(queries, new Array(queries.length).fill(nothing));
  const started = performance.now();
  for (const [index, query] of queries.entries()) {
    working.recollect(query);
    working.learn(many[index] ?? ledgerEntry());
  }
  expect(performance.now() - started, "milliseconds; comparing all with all takes 30 s and more").toBeLessThan(5000);
});
