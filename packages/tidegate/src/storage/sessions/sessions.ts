import type { SessionInsight } from "@tidegate/invoices";
import type { Database } from "../database/database.js";
import { meanOf, plainDecimal, twoDecimals } from "../insights/amount-row.js";
import { toIsoInstant, toTimestamp } from "../insights/timestamp.js";
import type { Ledger } from "../ledger/ledger.js";
import { type SessionSummary, summariseSession } from "./summary.js";

export interface SessionStart {
  /** Unique, sorting by time: `20261121T201405-7f3a`. */
  readonly id: string;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly arguments: readonly string[];
  readonly baseCurrency: string;
}

export interface SessionEnd {
  /** ms since 1970. */
  readonly finishedAt: number;
  /** Documents taken in, those that could not be read included. */
  readonly documents: number;
  /** Of these, how many gave an error instead of a result. */
  readonly failed: number;
}

interface Row {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly arguments: string;
  readonly baseCurrency: string;
  readonly documents: number | null;
  readonly failed: number | null;
  readonly summary: string | null;
}

const select = `
SELECT id, started_at::VARCHAR AS "startedAt", finished_at::VARCHAR AS "finishedAt", arguments,
  base_currency AS "baseCurrency", documents, failed, summary FROM sessions`;

/** The runs of the program, each with what it did as it stood at its end. */
export class Sessions {
  readonly #database: Database;
  readonly #ledger: Ledger;

  constructor(database: Database, ledger: Ledger) {
    this.#database = database;
    this.#ledger = ledger;
  }

  start({ id, startedAt, arguments: given, baseCurrency }: SessionStart): Promise<void> {
    return this.#database.run(
      "INSERT INTO sessions (id, started_at, arguments, base_currency) VALUES ($1, $2::TIMESTAMP, $3, $4)",
      ...[id, toTimestamp(startedAt), JSON.stringify(given), baseCurrency],
    );
  }

  /** Ends a session, after its documents were remembered. */
  async finish(id: string, { finishedAt, documents, failed }: SessionEnd): Promise<void> {
    await this.#ledger.flush();
    await this.#database.transaction(async (session) => {
      const summary = await summariseSession(session, id);
      await session.run(
        `UPDATE sessions SET finished_at = $2::TIMESTAMP, documents = $3::INTEGER, failed = $4::INTEGER, summary = $5
        WHERE id = $1`,
        ...[id, toTimestamp(finishedAt), documents, failed, JSON.stringify(summary)],
      );
    });
  }

  /** One session, or the `last` one; `null` where there is none. One that never ended is summed up as it stands now. */
  async insight(id: string | "last"): Promise<SessionInsight | null> {
    await this.#ledger.flush();
    return this.#database.exclusively(async (session) => {
      const [row] =
        id === "last"
          ? await session.rows<Row>(`${select} ORDER BY started_at DESC, id DESC LIMIT 1`)
          : await session.rows<Row>(`${select} WHERE id = $1`, id);
      if (row === undefined) return null;
      const summary = row.summary === null ? await summariseSession(session, row.id) : readSummary(row.summary);
      return toInsight(row, summary);
    });
  }

  /** The newest sessions, newest first; those that ended are not summed up anew. */
  async list(most: number): Promise<readonly SessionInsight[]> {
    await this.#ledger.flush();
    return this.#database.exclusively(async (session) => {
      const rows = await session.rows<Row>(`${select} ORDER BY started_at DESC, id DESC LIMIT $1::INTEGER`, most);
      const insights: SessionInsight[] = [];
      for (const row of rows) {
        const summary = row.summary === null ? await summariseSession(session, row.id) : readSummary(row.summary);
        insights.push(toInsight(row, summary));
      }
      return insights;
    });
  }
}

function readSummary(json: string): SessionSummary {
  return JSON.parse(json) as SessionSummary;
}

function toInsight(row: Row, summary: SessionSummary): SessionInsight {
  const startedAt = toIsoInstant(row.startedAt);
  const finishedAt = row.finishedAt === null ? null : toIsoInstant(row.finishedAt);
  const documents = row.documents ?? summary.enhanced;
  const failed = row.failed ?? summary.failed;
  return {
    id: row.id,
    startedAt,
    finishedAt,
    durationMs: finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
    arguments: JSON.parse(row.arguments) as readonly string[],
    baseCurrency: row.baseCurrency,
    documents,
    failed,
    successRate: documents === 0 ? null : (documents - failed) / documents,
    total: twoDecimals(summary.total),
    average: meanOf(summary.total, summary.converted),
    vendors: summary.vendors,
    currencies: summary.currencies,
    risk: summary.risk,
    reviewed: summary.reviewed,
    degraded: summary.degraded,
    costUsd: plainDecimal(summary.costUsd),
    savedUsd: plainDecimal(summary.savedUsd),
    cacheHits: summary.cacheHits,
    meanDurationMs: summary.meanDurationMs,
  };
}
