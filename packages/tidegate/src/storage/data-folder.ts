import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Database } from "./database/database.js";
import { migrate } from "./database/migrate.js";
import { Ledger } from "./ledger/ledger.js";
import { toStorageError } from "./storage-error.js";

/** Opened for as long as the command runs; `--data :memory:` gives one that leaves nothing behind. */
export interface DataFolder {
  /** The folder's full path, `:memory:` where there is none. */
  readonly path: string;
  readonly ledger: Ledger;
  /** Writes what is waiting to be written and lets go of the folder. */
  close(): Promise<void>;
}

const inMemory = ":memory:";

/**
 * Opens the data folder, making it where it is missing: ledger, sessions, caches and rates in one file,
 * `tidegate.duckdb`. One process at a time.
 *
 * @throws StorageError `LOCKED` where another process has it, `NOT-WRITABLE`, `DAMAGED`, `TOO-NEW`, `FULL`
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = folder === inMemory ? inMemory : resolve(folder);
  const database = await Database.open(await databaseFile(path), path);
  try {
    await migrate(database, path);
    const ledger = await Ledger.open(database);
    return { path, ledger, close: () => database.close() };
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}

async function databaseFile(path: string): Promise<string> {
  if (path === inMemory) return inMemory;
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw toStorageError(path, error);
  }
  return join(path, "tidegate.duckdb");
}
