import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import { aResult } from "../../../../test/builders/result.js";
import { parquetWriter } from "./parquet.js";

describe("parquetWriter", () => {
  it("writes typed columns that add up, with text that CSV would have to quote", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "tidegate-parquet-test-")), "o'clock.parquet");
    const writer = await parquetWriter(file, ["USD"]);
    const named = (name: string) => aResult({}, anInvoice({ seller: { name } }));
    await writer.write([
      { ok: true, result: named('A "quoted", name\nin two lines') },
      { ok: true, result: named("=1+1") },
      { ok: false, file: "x.xml", position: 0, code: "EMPTY", message: "nothing in it" },
    ]);
    await writer.close();
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS rows, sum(payable)::VARCHAR AS total, max(issue_date)::VARCHAR AS day,
        typeof(any_value(amount_usd)) AS type, list(seller ORDER BY position, seller) AS sellers
      FROM '${file.replaceAll("'", "''")}'`,
    );
    expect(reader.getRowObjectsJson()).toEqual([
      {
        rows: 3,
        total: "2469.120000",
        day: "2026-03-10",
        type: "DECIMAL(38,6)",
        sellers: ["=1+1", 'A "quoted", name\nin two lines', null],
      },
    ]);
  });

  it("leaves an amount out that no DECIMAL holds, and keeps the rows", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "tidegate-parquet-test-")), "huge.parquet");
    const writer = await parquetWriter(file, ["USD"]);
    const owing = (payable: string) => {
      const invoice = anInvoice();
      return aResult({}, { ...invoice, totals: { ...invoice.totals, payable } });
    };
    await writer.write([
      { ok: true, result: owing("9".repeat(38)) },
      { ok: true, result: owing("12.50") },
    ]);
    await writer.close();
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const reader = await connection.runAndReadAll(`SELECT payable::VARCHAR AS payable FROM '${file}'`);
    expect(reader.getRowObjectsJson()).toEqual([{ payable: null }, { payable: "12.500000" }]);
  });
});
