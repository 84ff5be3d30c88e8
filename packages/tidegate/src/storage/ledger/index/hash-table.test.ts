import { expect, test } from "vitest";
import { HashTable } from "./hash-table.js";

function valuesOf(table: HashTable, hash: number): readonly number[] {
  const values: number[] = [];
  table.collect(hash, values);
  return values;
}

test("keeps every value under its hash while it grows", () => {
  const table = new HashTable(4);
  for (let value = 0; value < 5000; value++) table.add(Math.imul(value % 1000, 0x9e3779b1) | 1, value, 100);
  for (let key = 0; key < 1000; key++) {
    const hash = Math.imul(key, 0x9e3779b1) | 1;
    expect(valuesOf(table, hash)).toEqual(expect.arrayContaining([0, 1000, 2000, 3000, 4000].map((n) => n + key)));
    expect(table.first(hash)).toBeGreaterThanOrEqual(0);
  }
});

test("gives nothing for a hash it does not hold", () => {
  const table = new HashTable(4);
  table.add(1, 7, 1);
  expect(table.first(2)).toBe(-1);
  expect(valuesOf(table, -1)).toEqual([]);
});

test("keeps the first values of a hash, and one value once", () => {
  const table = new HashTable(4);
  for (const value of [5, 5, 6, 7, 8]) table.add(-3, value, 3);
  expect(valuesOf(table, -3)).toEqual([5, 6, 7]);
});

test("finds hashes at the end of the table, and those pushed from there to its start", () => {
  const table = new HashTable(8);
  for (const value of [1, 2, 3]) table.add(-1, value, 5);
  table.add(-2, 4, 5);
  expect(valuesOf(table, -1)).toEqual([1, 2, 3]);
  expect(valuesOf(table, -2)).toEqual([4]);
});

test("takes fifteen bytes a value at most", () => {
  const table = new HashTable();
  for (let value = 0; value < 100_000; value++) table.add(Math.imul(value + 1, 0x9e3779b1), value, 1);
  expect(table.byteLength / 100_000).toBeLessThanOrEqual(15);
});
