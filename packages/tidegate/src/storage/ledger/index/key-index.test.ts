import { inMemoryMemory, type LedgerEntry, rankCandidates } from "@tidegate/invoices";
import { describe, expect, test } from "vitest";
import { ledgerEntry, recallQuery } from "../../../../../../test/contract/ledger-entry.js";
import { indexKeys } from "./index-keys.js";
import { KeyIndex } from "./key-index.js";

/** A small generator with a seed, so that a failure comes again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 0x1_0000_0000) * below);
  };
}

/** Few vendors, names, numbers, days and amounts, so that documents resemble each other in every way. */
function randomEntry(draw: (below: number) => number, index: number): LedgerEntry {
  const vendor = draw(4);
  const day = 1 + draw(28);
  return ledgerEntry({
    file: `/in/${index}.json`,
    type: draw(6) === 0 ? "credit-note" : "invoice",
    number: draw(8) === 0 ? null : `N${draw(30)}`,
    vendorName: draw(8) === 0 ? null : `Vendor ${draw(3)}`,
    ...(draw(3) === 0 ? {} : { vendorKey: `vat:DE${vendor}` }),
    currency: draw(10) === 0 ? null : draw(4) === 0 ? "USD" : "EUR",
    issueDate: draw(12) === 0 ? null : `2026-0${1 + draw(3)}-${String(day).padStart(2, "0")}`,
    payable:
      draw(12) === 0 ? null : `${draw(20) === 0 ? "-" : ""}${90 + draw(20)}.${draw(10)}${draw(2) === 0 ? "" : "0"}`,
  });
}

function indexOf(entries: readonly LedgerEntry[]): KeyIndex {
  const index = new KeyIndex();
  for (const [place, entry] of entries.entries()) index.put(place, indexKeys(entry));
  return index;
}

describe("the index of keys", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("finds what comparing with every document finds (seed %i)", async (seed) => {
    const draw = random(seed);
    const entries = Array.from({ length: 150 }, (_, index) => randomEntry(draw, index));
    const index = indexOf(entries);
    for (let asked = 0; asked < 150; asked++) {
      const query = recallQuery(randomEntry(draw, 1000 + asked));
      const places = index.find(indexKeys(query), Number.POSITIVE_INFINITY);
      const found = rankCandidates(
        query,
        places.flatMap((place) => entries[place] ?? []),
      );
      expect(found.map(({ file }) => file)).toEqual(rankCandidates(query, entries).map(({ file }) => file));
    }
  });

  test("gives a document seen before only those first seen before it", async () => {
    const draw = random(9);
    const entries = Array.from({ length: 100 }, (_, index) => randomEntry(draw, index));
    const memory = inMemoryMemory();
    await memory.remember(entries);
    const index = indexOf(entries);
    for (const [place, entry] of entries.entries()) {
      const query = recallQuery(entry);
      const found = index.find(indexKeys(query), place).flatMap((before) => entries[before] ?? []);
      const [recollection] = await memory.recall([query]);
      expect(rankCandidates(query, found).map(({ file }) => file)).toEqual(
        recollection?.earlier.map(({ file }) => file),
      );
    }
  });

  test("finds a document that changed by what it is now", () => {
    const index = indexOf([ledgerEntry({ number: "1", payable: "100.00" })]);
    index.put(0, indexKeys(ledgerEntry({ number: "1", payable: "500.00" })));
    const near = indexKeys(ledgerEntry({ number: "2", file: "/b", payable: "500.00" }));
    expect(index.find(near, 1)).toEqual([0]);
    expect(index.find(indexKeys(ledgerEntry({ number: "2", file: "/b", payable: "100.00" })), 1)).toEqual([]);
  });

  test("tells where a document may have been seen, and whether its vendor may be known", () => {
    const index = indexOf([ledgerEntry(), ledgerEntry({ file: "/in/b.json" })]);
    expect(index.placesOf(indexKeys(ledgerEntry({ file: "/in/b.json" })).hashes)).toEqual([1]);
    expect(index.placesOf(indexKeys(ledgerEntry({ file: "/in/c.json" })).hashes)).toEqual([]);
    expect(index.knowsVendor(indexKeys(ledgerEntry()).hashes)).toBe(true);
    expect(index.knowsVendor(indexKeys(ledgerEntry({ vendorName: "Other" })).hashes)).toBe(false);
  });

  test("sixty thousand times one document takes time in proportion, and gives the first twenty", () => {
    const index = new KeyIndex();
    const started = performance.now();
    let found: readonly number[] = [];
    for (let place = 0; place < 60_000; place++) {
      const keys = indexKeys(ledgerEntry({ file: `/in/${place}.json` }));
      found = index.find(keys, Number.POSITIVE_INFINITY);
      index.put(place, keys);
    }
    expect(found).toEqual(Array.from({ length: 20 }, (_, place) => place));
    expect(performance.now() - started, "milliseconds; comparing all with all takes minutes").toBeLessThan(10_000);
  });
});
