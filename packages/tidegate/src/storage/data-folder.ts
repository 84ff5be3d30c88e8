import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Clock, systemClock } from "@tidegate/resilience";
import { PersistedCaches } from "./cache/persisted-caches.js";
import { Database } from "./database/database.js";
import { migrate } from "./database/migrate.js";
import { createInsights, type Insights } from "./insights/insights.js";
import { DocumentLog } from "./ledger/document-log.js";
import { Ledger } from "./ledger/ledger.js";
import { RateStore } from "./rates/rate-store.js";
import { Sessions } from "./sessions/sessions.js";
import { toStorageError } from "./storage-error.js";

/** Opened for as long as the command runs; `--data :memory:` gives one that leaves nothing behind. */
export interface DataFolder {
  /** The folder's full path, `:memory:` where there is none. */
  readonly path: string;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly caches: PersistedCaches;
  readonly rates: RateStore;
  readonly insights: Insights;
  /** Writes what is waiting to be written and lets go of the folder. */
  close(): Promise<void>;
}

const inMemory = ":memory:";

/**
 * Opens the data folder, making it where it is missing: ledger, sessions, caches and rates in one file,
 * `tidegate.duckdb`, and beside it `documents.log`, which only saves time. One process at a time.
 *
 * @throws StorageError `LOCKED` where another process has it, `NOT-WRITABLE`, `DAMAGED`, `TOO-NEW`, `FULL`
 */
export async function openDataFolder(folder: string, clock: Clock = systemClock): Promise<DataFolder> {
  const path = folder === inMemory ? inMemory : resolve(folder);
  const database = await Database.open(await databaseFile(path), path);
  const log = await DocumentLog.open(path === inMemory ? null : join(path, "documents.log"));
  try {
    await migrate(database, path);
    const caches = await PersistedCaches.open(database, clock);
    const ledger = await Ledger.open(database, log, clock);
    return {
      path,
      ledger,
      sessions: new Sessions(database, ledger),
      caches,
      rates: await RateStore.open(database),
      insights: createInsights(database, ledger),
      close: () =>
        ledger
          .flush()
          .finally(() => caches.flush())
          .finally(() => log.close())
          .finally(() => database.close()),
    };
  } catch (error) {
    await log.close();
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
