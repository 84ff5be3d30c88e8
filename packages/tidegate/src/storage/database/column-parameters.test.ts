import { afterEach, beforeEach, expect, test } from "vitest";
import { type Column, columnParameters, listSeparator } from "./column-parameters.js";
import { Database } from "./database.js";

let database: Database;
beforeEach(async () => {
  database = await Database.open(":memory:", "here");
});
afterEach(() => database.close());

async function read(columns: Readonly<Record<string, Column>>) {
  const { sql, parameters } = columnParameters(columns);
  return database.rows(`SELECT * FROM ${sql}`, ...parameters);
}

test("rows come as they were given, in their order", async () => {
  const texts = ["b", null, "", "line\nbreak", "quote'", "\u0000", "😀"];
  const numbers = texts.map((_, place) => place + 0.5);
  const rows = await read({ text: { type: "VARCHAR", values: texts }, number: { type: "DOUBLE", values: numbers } });
  expect(rows).toEqual(texts.map((text, place) => ({ text, number: place + 0.5 })));
});

test("a column may be one value, or nothing, in all rows", async () => {
  const rows = await read({
    place: { type: "INTEGER", values: [1, 2] },
    same: { type: "VARCHAR", values: ["x", "x"] },
    nothing: { type: "DATE", values: [null, null] },
    yes: { type: "BOOLEAN", values: [true, true] },
  });
  expect(rows).toEqual([1, 2].map((place) => ({ place, same: "x", nothing: null, yes: true })));
});

test("lists go joined, also empty ones", async () => {
  const values = ["", `a${listSeparator}b`];
  expect(await read({ list: { type: "VARCHAR[]", values } })).toEqual([{ list: [] }, { list: ["a", "b"] }]);
  const same = await read({ place: { type: "INTEGER", values: [1] }, list: { type: "VARCHAR[]", values: [""] } });
  expect(same).toEqual([{ place: 1, list: [] }]);
});

test("what is not of a column's type is nothing; what would part values becomes U+FFFD", async () => {
  expect(await read({ day: { type: "DATE", values: ["2026-13-45", "2026-01-02"] } })).toEqual([
    { day: null },
    { day: "2026-01-02" },
  ]);
  expect(await read({ text: { type: "VARCHAR", values: ["a\uffffb", "\ufffe", "half \ud800"] } })).toEqual([
    { text: "a\ufffdb" },
    { text: "\ufffd" },
    { text: "half \ufffd" },
  ]);
});
