import type { CacheStore, Clock, StoredValue, TimerHandle } from "@tidegate/resilience";
import type { Database } from "../database/database.js";
import { jsonParameter, jsonTableSql } from "../database/json-parameter.js";

/** Changes wait this long, so that a burst of them is one write. */
const flushAfterMs = 500;
/** An expired value may still be the last known good one; after this long it is not. */
const keepExpiredMs = 30 * 24 * 3_600_000;

interface CacheRow {
  readonly name: string;
  readonly key: string;
  readonly storedAt: number;
  readonly expiresAt: number;
  /** JSON text. */
  readonly value: string;
}

interface Removal {
  readonly name: string;
  readonly key: string;
}

const columns = { name: "VARCHAR", key: "VARCHAR", storedAt: "BIGINT", expiresAt: "BIGINT", value: "VARCHAR" };

/**
 * The caches of all services, held in memory and written behind: reading never waits for the disk, and a killed process
 * loses at most half a second of answers.
 */
export class PersistedCaches {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #rows: Map<string, CacheRow>;
  readonly #changes = new Map<string, CacheRow | Removal>();
  #timer: TimerHandle | undefined;

  private constructor(database: Database, clock: Clock, rows: Map<string, CacheRow>) {
    this.#database = database;
    this.#clock = clock;
    this.#rows = rows;
  }

  static async open(database: Database, clock: Clock): Promise<PersistedCaches> {
    await database.run("DELETE FROM cache WHERE expires_at < $1::BIGINT", clock.wallNow() - keepExpiredMs);
    const rows = await database.rows<CacheRow>(
      `SELECT name, key, stored_at::DOUBLE AS "storedAt", expires_at::DOUBLE AS "expiresAt", value FROM cache`,
    );
    return new PersistedCaches(database, clock, new Map(rows.map((row) => [identity(row.name, row.key), row])));
  }

  /** The cache of one service, by a name that stays the same from run to run. */
  store(name: string): CacheStore {
    return {
      get: async (key) => this.#get(name, key),
      set: async (key, entry) => this.#set(name, key, entry),
      delete: async (key) => this.#delete(name, key),
    };
  }

  /** Writes what is waiting. What could not be written waits on, and the next `flush` tries again. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#changes.size === 0) return;
    const changes = new Map(this.#changes);
    const kept = [...changes.values()].filter((change): change is CacheRow => "value" in change);
    await this.#database.transaction(async (session) => {
      await session.run(
        `DELETE FROM cache USING ${jsonTableSql("$1", { name: "VARCHAR", key: "VARCHAR" })} AS changed
        WHERE cache.name = changed.name AND cache.key = changed.key`,
        jsonParameter([...changes.values()].map(({ name, key }) => ({ name, key }))),
      );
      await session.run(
        `INSERT INTO cache SELECT name, key, "storedAt", "expiresAt", value FROM ${jsonTableSql("$1", columns)}`,
        jsonParameter(kept),
      );
    });
    for (const [id, change] of changes) if (this.#changes.get(id) === change) this.#changes.delete(id);
  }

  #get(name: string, key: string): StoredValue | undefined {
    const row = this.#rows.get(identity(name, key));
    if (row === undefined) return undefined;
    return { value: JSON.parse(row.value), storedAt: row.storedAt, expiresAt: row.expiresAt };
  }

  #set(name: string, key: string, { value, storedAt, expiresAt }: StoredValue): void {
    const row = { name, key, storedAt: Math.round(storedAt), expiresAt: Math.round(expiresAt), value: toJson(value) };
    this.#rows.set(identity(name, key), row);
    this.#change(row);
  }

  #delete(name: string, key: string): void {
    if (this.#rows.delete(identity(name, key))) this.#change({ name, key });
  }

  #change(change: CacheRow | Removal): void {
    this.#changes.set(identity(change.name, change.key), change);
    this.#timer ??= this.#clock.setTimeout(() => {
      // A failed write is tried again with the next change, and reported when the folder is closed.
      this.flush().catch(() => undefined);
    }, flushAfterMs);
  }
}

function identity(name: string, key: string): string {
  return `${name}\n${key}`;
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
