import type { RatePublication } from "@tidegate/integrations";
import type { Database } from "../database/database.js";
import { jsonParameter, jsonTableSql } from "../database/json-parameter.js";
import { type RateCoverage, RateSeries, type StoredPublication } from "./rate-series.js";

export interface PublicationFilter {
  readonly source?: string;
  readonly base?: string;
  /** Days, both included. */
  readonly from?: string;
  readonly to?: string;
}

interface PublicationRow {
  readonly source: string;
  readonly base: string;
  readonly date: string;
  readonly fetchedAt: number;
  /** JSON text. */
  readonly rates: string;
}

const columns = { source: "VARCHAR", base: "VARCHAR", date: "VARCHAR", fetchedAt: "BIGINT", rates: "VARCHAR" };

/** Published exchange rates, kept for ever as they were published. Looked up in memory, by source, base and day. */
export class RateStore {
  readonly #database: Database;
  readonly #series = new Map<string, RateSeries>();

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<RateStore> {
    const store = new RateStore(database);
    store.#index(
      await database.rows<PublicationRow>(
        `SELECT source, base, date, fetched_at::DOUBLE AS "fetchedAt", rates FROM rate_publications`,
      ),
    );
    return store;
  }

  /** Keeps publications; one of the same source, base and day replaces the one before. */
  async save(publications: readonly RatePublication[], { fetchedAt }: { fetchedAt: number }): Promise<void> {
    const rows = [...new Map(publications.map((one) => [`${one.source}|${one.base}|${one.date}`, one])).values()].map(
      ({ source, base, date, rates }) => ({ source, base, date, fetchedAt, rates: JSON.stringify(rates) }),
    );
    if (rows.length === 0) return;
    const text = jsonParameter(rows);
    await this.#database.transaction(async (session) => {
      await session.run(
        `DELETE FROM rate_publications AS old USING ${jsonTableSql("$1", columns)} AS new
        WHERE old.source = new.source AND old.base = new.base AND old.date = new.date`,
        text,
      );
      await session.run(
        `INSERT INTO rate_publications SELECT source, base, date, "fetchedAt", rates FROM ${jsonTableSql("$1", columns)}`,
        text,
      );
    });
    this.#index(rows);
  }

  /**
   * The newest publication of a source not after a day, with the day's rates for a base where the source has several.
   *
   * @example rates.newestOnOrBefore("2024-01-14", "ecb")?.date // "2024-01-12", the Friday before
   */
  newestOnOrBefore(date: string, source: string, base?: string): StoredPublication | null {
    let newest: StoredPublication | null = null;
    for (const series of this.#matching(source, base)) {
      const found = series.newestOnOrBefore(date);
      if (found !== null && (newest === null || found.date > newest.date)) newest = found;
    }
    return newest;
  }

  /** Publications by source, base and day, oldest first. */
  publications({ source, base, from = "", to = "9999-99-99" }: PublicationFilter = {}): readonly StoredPublication[] {
    const found = this.#matching(source, base).flatMap((series) => series.between(from, to));
    return found.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  }

  /** What is held, by source and base. */
  coverage(): readonly RateCoverage[] {
    return [...this.#series.values()].map((series) => series.coverage());
  }

  #matching(source: string | undefined, base: string | undefined): readonly RateSeries[] {
    if (source !== undefined && base !== undefined) {
      const series = this.#series.get(`${source}|${base}`);
      return series === undefined ? [] : [series];
    }
    return [...this.#series.values()].filter(
      (series) => (source === undefined || series.source === source) && (base === undefined || series.base === base),
    );
  }

  #index(rows: readonly PublicationRow[]): void {
    for (const { source, base, date, fetchedAt, rates } of rows) {
      const key = `${source}|${base}`;
      const series = this.#series.get(key) ?? new RateSeries(source, base);
      this.#series.set(key, series);
      series.put(date, fetchedAt, rates);
    }
  }
}
