import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database } from "./database.js";
import { jsonParameter, jsonTableSql } from "./json-parameter.js";

let database: Database;
beforeEach(async () => {
  database = await Database.open(":memory:", "here");
  await database.run("CREATE TABLE word (text VARCHAR)");
});
afterEach(() => database.close());

const words = () => database.rows("SELECT text FROM word ORDER BY text");

describe("a database", () => {
  test("runs work in the order it is handed in, though nobody waits", async () => {
    const first = database.run("INSERT INTO word VALUES ('a')");
    const counted = database.rows("SELECT count(*)::INTEGER AS n FROM word");
    const second = database.run("INSERT INTO word VALUES ('b')");
    expect(await counted).toEqual([{ n: 1 }]);
    await Promise.all([first, second]);
  });

  test("sees whole rows that were added since a statement ran first", async () => {
    expect(await words()).toEqual([]);
    await database.run("INSERT INTO word VALUES ($1)", "longer than an empty table's texts");
    expect(await words()).toEqual([{ text: "longer than an empty table's texts" }]);
  });

  test("a transaction that fails leaves nothing, and later work goes on", async () => {
    const failing = database.transaction(async (session) => {
      await session.run("INSERT INTO word VALUES ('a')");
      await session.run("INSERT INTO nowhere VALUES ('b')");
    });
    await expect(failing).rejects.toMatchObject({ name: "StorageError", code: "FAILED" });
    expect(await words()).toEqual([]);
  });

  test("gives numbers as numbers, and what a number can not hold as text", async () => {
    const sql =
      "SELECT 1::INTEGER AS i, 0.1::DOUBLE AS d, 12345678901234567890.10::DECIMAL(38, 2) AS x, true AS b, NULL AS n";
    expect(await database.rows(sql)).toEqual([{ i: 1, d: 0.1, x: "12345678901234567890.10", b: true, n: null }]);
  });
});

describe("rows as one parameter", () => {
  const read = (rows: readonly unknown[]) =>
    database.rows(
      `SELECT * FROM ${jsonTableSql("$1", { text: "VARCHAR", n: "INTEGER" })} ORDER BY place`,
      jsonParameter(rows),
    );

  test("come in their order, with what is absent or of another type as null", async () => {
    expect(await read([{ text: "b", n: 2 }, { text: null }, { n: "x" }])).toEqual([
      { place: 0, text: "b", n: 2 },
      { place: 1, text: null, n: null },
      { place: 2, text: null, n: null },
    ]);
  });

  test("may be none", async () => {
    expect(await read([])).toEqual([]);
  });

  test("carry any text", async () => {
    const texts = ["line\nbreak", 'quote"', "\\ud800", "\u0000", "😀", "', DROP TABLE word"];
    expect((await read(texts.map((text) => ({ text })))).map(({ text }) => text)).toEqual(texts);
    expect(await read([{ text: "half \ud800" }])).toMatchObject([{ text: "half \ufffd" }]);
  });
});
