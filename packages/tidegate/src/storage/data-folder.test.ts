import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ledgerEntry, recallQuery } from "../../../../test/contract/ledger-entry.js";
import { openDataFolder } from "./data-folder.js";
import { Database } from "./database/database.js";

let parent = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tidegate-storage-"));
});
afterEach(() => rm(parent, { recursive: true }));

describe("a data folder", () => {
  test("is made where it is missing, and remembers from run to run", async () => {
    const path = join(parent, "a", "b");
    const first = await openDataFolder(path);
    await first.ledger.remember([ledgerEntry()]);
    await first.close();
    const second = await openDataFolder(path);
    expect(second.ledger.size()).toBe(1);
    await second.ledger.remember([ledgerEntry({ file: "/in/b.json" })]);
    const [recollection] = await second.ledger.recall([recallQuery(ledgerEntry({ file: "/in/c.json" }))]);
    expect(recollection?.earlier.map(({ file }) => file)).toEqual(["/in/a.json", "/in/b.json"]);
    await second.close();
  });

  test("recalls the same without the log of single documents, or with another in its place", async () => {
    const path = join(parent, "log");
    const [first, second] = [ledgerEntry({ accounts: [] }), ledgerEntry({ file: "/in/b.json" })];
    const query = recallQuery(ledgerEntry({ file: "/in/c.json" }));
    const folder = await openDataFolder(path);
    await folder.ledger.remember([first, second]);
    await folder.close();
    const recall = async () => {
      const reopened = await openDataFolder(path);
      const recollections = await reopened.ledger.recall([query, recallQuery(second)]);
      await reopened.close();
      return recollections;
    };
    const before = await recall();
    expect(before.map(({ known, earlier }) => [known, earlier.length])).toEqual([
      [false, 2],
      [true, 1],
    ]);
    await writeFile(join(path, "documents.log"), "no line of ours\n".repeat(100));
    expect(await recall()).toEqual(before);
    await rm(join(path, "documents.log"));
    expect(await recall()).toEqual(before);
  });

  test("tells whoever remembers next that what came before could not be written", async () => {
    const folder = await openDataFolder(join(parent, "full"));
    const tooLarge = ledgerEntry({ position: 2 ** 40 });
    await folder.ledger.remember([tooLarge]);
    await expect(folder.ledger.flush()).rejects.toMatchObject({ name: "StorageError", code: "FAILED" });
    await expect(folder.ledger.remember([ledgerEntry()])).rejects.toMatchObject({ code: "FAILED" });
    await expect(folder.close()).rejects.toMatchObject({ code: "FAILED" });
  });

  test("in memory leaves nothing behind", async () => {
    const first = await openDataFolder(":memory:");
    await first.ledger.remember([ledgerEntry()]);
    await first.close();
    const second = await openDataFolder(":memory:");
    expect(second.ledger.size()).toBe(0);
    await second.close();
  });

  test("holds what was remembered when the process was killed right after", async () => {
    const path = join(parent, "killed");
    await runAndKill(
      path,
      `await db.run("CREATE TABLE kept AS SELECT 42 AS answer"); console.log("done"); setInterval(() => {}, 1000);`,
    );
    const folder = await openDataFolder(path);
    await folder.close();
    const database = await Database.open(join(path, "tidegate.duckdb"), path);
    expect(await database.rows("SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await database.close();
  });
});

describe("a folder that can not be used is named, with what to do", () => {
  test("held by another process", async () => {
    const path = join(parent, "held");
    const holder = await startHolder(path, `console.log("done"); setInterval(() => {}, 1000);`);
    const opening = openDataFolder(path);
    await expect(opening).rejects.toMatchObject({
      code: "LOCKED",
      message: `The data folder ${path} is in use by another tidegate process: wait for it to end, or choose another with --data.`,
    });
    holder.kill("SIGKILL");
    await once(holder, "exit");
  });

  test("a file where the folder should be", async () => {
    const path = join(parent, "file");
    await writeFile(path, "");
    await expect(openDataFolder(path)).rejects.toMatchObject({
      code: "NOT-WRITABLE",
      message: expect.stringContaining(path),
    });
    await expect(openDataFolder(join(path, "below"))).rejects.toMatchObject({ code: "NOT-WRITABLE" });
  });

  test.each(["no database at all".repeat(1000), "short"])("a file that is no database", async (content) => {
    await writeFile(join(parent, "tidegate.duckdb"), content);
    await expect(openDataFolder(parent)).rejects.toMatchObject({
      code: "DAMAGED",
      message: expect.stringContaining(parent),
    });
  });

  test("written by a newer tidegate", async () => {
    const folder = await openDataFolder(parent);
    await folder.close();
    const database = await Database.open(join(parent, "tidegate.duckdb"), parent);
    await database.run("INSERT INTO schema_version VALUES (1000)");
    await database.close();
    await expect(openDataFolder(parent)).rejects.toMatchObject({
      code: "TOO-NEW",
      message: expect.stringContaining("update this one"),
    });
  });
});

/** Another process that opens the folder's database, runs a script with it as `db`, and stays. */
async function startHolder(path: string, script: string) {
  await (await openDataFolder(path)).close();
  const duckdb = createRequire(import.meta.url).resolve("@duckdb/node-api");
  const file = JSON.stringify(join(path, "tidegate.duckdb"));
  const code = `const { DuckDBInstance } = require(${JSON.stringify(duckdb)});
    (async () => { const db = await (await DuckDBInstance.create(${file})).connect(); ${script} })();`;
  const holder = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  return holder;
}

async function runAndKill(path: string, script: string): Promise<void> {
  const holder = await startHolder(path, script);
  holder.kill("SIGKILL");
  await once(holder, "exit");
}
