import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api";
import { toStorageError } from "../storage-error.js";

/** What a statement is given; lists and records go as JSON text. */
export type Parameter = string | number | boolean | null;

/** A row as read: numbers and booleans as such, BIGINT and DECIMAL as text (exactly), dates and times as text. */
export type Row = Readonly<Record<string, unknown>>;

/** Statements on the one connection, for as long as the work that was handed it runs. */
export interface Session {
  run(sql: string, ...parameters: Parameter[]): Promise<void>;
  /** `Shape` is the caller's word on what the statement selects. */
  rows<Shape extends object = Row>(sql: string, ...parameters: Parameter[]): Promise<readonly Shape[]>;
  /** Goes through rows of numbers, none of them null, without building them: `read` gives a row's number at a column. */
  visit(sql: string, row: (read: (column: number) => number) => void): Promise<void>;
}

/** Runs work of which all takes effect or nothing, as a part of exclusive work. */
async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run("BEGIN");
  try {
    const result = await work();
    await session.run("COMMIT");
    return result;
  } catch (error) {
    await session.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/**
 * One DuckDB database and one connection to it. Work runs in the order it is handed in, one piece after the other, so
 * that a reader sees every write handed in before it. Throws `StorageError`.
 */
export class Database {
  readonly #folder: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #session: Session;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#folder = folder;
    this.#instance = instance;
    this.#connection = connection;
    this.#session = {
      run: async (sql, ...parameters) => {
        const statement = await this.#bound(sql, parameters);
        await statement.run().finally(() => statement.destroySync());
      },
      rows: async <Shape extends object>(sql: string, ...parameters: Parameter[]) => {
        const statement = await this.#bound(sql, parameters);
        const reader = await statement.runAndReadAll().finally(() => statement.destroySync());
        return reader.getRowObjectsJson() as unknown as readonly Shape[];
      },
      visit: async (sql, row) => {
        const result = await connection.stream(sql);
        for (
          let chunk = await result.fetchChunk();
          chunk !== null && chunk.rowCount > 0;
          chunk = await result.fetchChunk()
        ) {
          visitChunk(chunk, row);
        }
      },
    };
  }

  /**
   * Opens or creates a database file, `:memory:` for one that is never written.
   *
   * One thread: the caller's own work needs the rest of the machine. With 48 MB of buffers a checkpoint of the ledger
   * fails, for it holds 122,880 rows of all columns at once; 88 MB leave room for longer texts, and a run over a million
   * documents under 400 MB in all.
   */
  static async open(file: string, folder: string): Promise<Database> {
    const { default: duckdb } = await import("@duckdb/node-api");
    try {
      const instance = await duckdb.DuckDBInstance.create(file, {
        threads: "1",
        memory_limit: "88MB",
        preserve_insertion_order: "true",
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
      });
      return new Database(folder, instance, await instance.connect());
    } catch (error) {
      throw toStorageError(folder, error);
    }
  }

  /** Runs work that nothing else comes between. */
  exclusively<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => work(this.#session));
    this.#last = result.catch(() => undefined);
    return result.catch((error: unknown) => {
      throw toStorageError(this.#folder, error);
    });
  }

  /** Runs work of which all takes effect or nothing. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.exclusively((session) => inTransaction(session, () => work(session)));
  }

  run(sql: string, ...parameters: Parameter[]): Promise<void> {
    return this.exclusively((session) => session.run(sql, ...parameters));
  }

  rows<Shape extends object = Row>(sql: string, ...parameters: Parameter[]): Promise<readonly Shape[]> {
    return this.exclusively((session) => session.rows<Shape>(sql, ...parameters));
  }

  /** Waits for work under way, folds the log into the file and lets go of it. */
  async close(): Promise<void> {
    try {
      await this.run("CHECKPOINT");
    } finally {
      this.#connection.closeSync();
      this.#instance.closeSync();
    }
  }

  /**
   * Prepares anew each time, on DuckDB's threads: the plan of a kept statement goes by statistics of the tables as they
   * were when it was made, and gives wrong answers once they grew (duckdb issue 23704: rows missing; texts cut short).
   */
  async #bound(sql: string, parameters: readonly Parameter[]): Promise<DuckDBPreparedStatement> {
    const statement = await this.#connection.prepare(sql);
    for (const [index, parameter] of parameters.entries()) {
      if (typeof parameter === "string") statement.bindVarchar(index + 1, parameter);
      else if (typeof parameter === "number") statement.bindDouble(index + 1, parameter);
      else if (typeof parameter === "boolean") statement.bindBoolean(index + 1, parameter);
      else statement.bindNull(index + 1);
    }
    return statement;
  }
}

function visitChunk(chunk: DuckDBDataChunk, row: (read: (column: number) => number) => void): void {
  const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
  for (let place = 0; place < chunk.rowCount; place++) row((column) => Number(columns[column]?.getItem(place)));
}
