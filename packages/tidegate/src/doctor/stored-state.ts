import { stat } from "node:fs/promises";
import { join } from "node:path";
import { appliesTo, utcDay } from "@tidegate/invoices";
import type { Application } from "../composition.js";

/** What the data folder holds, and how old it is. */
export interface StoredState {
  readonly folder: string;
  /** `null` for a folder that is only in memory. */
  readonly sizeMb: number | null;
  readonly documents: number;
  readonly lastSession: string | null;
  readonly rates: readonly StoredRates[];
  readonly bundledDate: string;
}

interface StoredRates {
  readonly source: string;
  readonly publications: number;
  readonly last: string;
  /** A newer publication must exist by now: the last one is not that of yesterday's business day. */
  readonly stale: boolean;
}

const dayMs = 86_400_000;

export async function storedState({ folder, bundledRates }: Application, now: number): Promise<StoredState> {
  const yesterday = utcDay(now - dayMs);
  const [lastSession] = await folder.sessions.list(1);
  return {
    folder: folder.path,
    sizeMb: await sizeMb(join(folder.path, "tidegate.duckdb")),
    documents: await folder.ledger.size(),
    lastSession: lastSession?.id ?? null,
    rates: folder.rates.coverage().map(({ source, publications, last }) => ({
      source,
      publications,
      last,
      stale: last < yesterday && !appliesTo(last, yesterday),
    })),
    bundledDate: bundledRates().date,
  };
}

async function sizeMb(file: string): Promise<number | null> {
  try {
    return Math.round((await stat(file)).size / 100_000) / 10;
  } catch {
    return null;
  }
}
