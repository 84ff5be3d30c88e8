import {
  type EarlierDocument,
  type LedgerEntry,
  type Memory,
  pairKey,
  type RecallQuery,
  type Recollection,
  rankCandidates,
  VendorIndex,
  VendorStatistics,
} from "@tidegate/invoices";
import { type Database, inTransaction, type Session } from "../database/database.js";
import { type Candidates, findCandidates } from "./find-candidates.js";
import { type KnownDocument, readDocuments } from "./read-documents.js";
import { readVendors } from "./read-vendors.js";
import { deleteEntries, findSequences, insertEntries, type PlacedEntry } from "./write-entries.js";

/** Vendors whose statistics are kept at hand, about 0.5 KB each; others are read from the ledger when they come up. */
const vendorsAtHand = 20_000;
/** Documents recalled and not remembered yet; beyond these, `remember` looks for itself. */
const mostRecalled = 100_000;
const nothing: Candidates = { own: new Map(), earlier: new Map() };

/** Memory kept in DuckDB: one row a document. */
export class Ledger implements Memory {
  readonly #database: Database;
  readonly #vendors = new VendorIndex(vendorsAtHand);
  /** Documents that `recall` found to be new, so that `remember` need not look for them again. */
  readonly #recalledUnknown = new Set<string>();
  #size: number;
  #nextSequence: number;

  private constructor(database: Database, size: number, nextSequence: number) {
    this.#database = database;
    this.#size = size;
    this.#nextSequence = nextSequence;
  }

  static async open(database: Database): Promise<Ledger> {
    const [row] = await database.rows<{ size: number; next: number }>(
      "SELECT count(*)::DOUBLE AS size, coalesce(max(sequence) + 1, 0)::DOUBLE AS next FROM ledger",
    );
    return new Ledger(database, row?.size ?? 0, row?.next ?? 0);
  }

  size(): number {
    return this.#size;
  }

  recall(queries: readonly RecallQuery[]): Promise<readonly Recollection[]> {
    return this.#database.exclusively((session) => this.#recall(session, queries));
  }

  async remember(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#database.exclusively(async (session) => {
      const last = [...new Map(entries.map((entry) => [entry.documentKey, entry])).values()];
      const known = await this.#sequencesOf(session, last);
      const placed = this.#place(last, known);
      await inTransaction(session, async () => {
        if (known.size > 0) await deleteEntries(session, [...known.values()]);
        await insertEntries(session, placed);
      });
      this.#learn(last, known);
    });
  }

  async #recall(session: Session, queries: readonly RecallQuery[]): Promise<readonly Recollection[]> {
    const candidates = this.#size === 0 ? nothing : await findCandidates(session, queries);
    const documents = await readDocuments(session, [
      ...candidates.own.values(),
      ...[...candidates.earlier.values()].flat(),
    ]);
    const unknown = queries.filter((_, place) => !candidates.own.has(place));
    await this.#fetchVendors(session, unknown);
    this.#noteUnknown(unknown);
    return queries.map((query, place) => {
      const earlier = rankCandidates(query, documentsAt(candidates.earlier.get(place), documents));
      const own = candidates.own.get(place);
      if (own === undefined) return { known: false, vendor: this.#vendors.get(query)?.toMemory() ?? null, earlier };
      return { known: true, vendor: documents.get(own)?.recalledVendor ?? null, earlier };
    });
  }

  #noteUnknown(queries: readonly RecallQuery[]): void {
    if (this.#recalledUnknown.size > mostRecalled) this.#recalledUnknown.clear();
    for (const query of queries) this.#recalledUnknown.add(query.documentKey);
  }

  /** Reads the statistics of vendors that are not at hand yet. */
  async #fetchVendors(session: Session, queries: readonly RecallQuery[]): Promise<void> {
    const missing = new Map<string, RecallQuery>();
    for (const query of queries) {
      if (hasVendor(query) && this.#vendors.get(query) === undefined) missing.set(pairKey(query), query);
    }
    if (missing.size === 0) return;
    const found = this.#size === 0 ? null : await readVendors(session, [...missing.values()]);
    for (const [key, query] of missing) this.#vendors.set(query, new VendorStatistics(found?.get(key) ?? null));
  }

  /** Where documents stand that are in the ledger already; asks only about those that `recall` did not. */
  async #sequencesOf(session: Session, entries: readonly LedgerEntry[]): Promise<ReadonlyMap<string, number>> {
    const asked = entries.map((entry) => entry.documentKey).filter((key) => !this.#recalledUnknown.has(key));
    return asked.length === 0 || this.#size === 0 ? new Map() : findSequences(session, asked);
  }

  #place(entries: readonly LedgerEntry[], known: ReadonlyMap<string, number>): readonly PlacedEntry[] {
    return entries.map((entry) => ({ sequence: known.get(entry.documentKey) ?? this.#nextSequence++, entry }));
  }

  #learn(entries: readonly LedgerEntry[], known: ReadonlyMap<string, number>): void {
    for (const entry of entries) {
      this.#recalledUnknown.delete(entry.documentKey);
      if (known.has(entry.documentKey)) this.#vendors.forget(entry);
      else this.#vendors.learn(entry);
    }
    this.#size += entries.length - known.size;
  }
}

function hasVendor(query: RecallQuery): boolean {
  return query.vendorKey !== null || query.nameKey !== null;
}

function documentsAt(
  sequences: readonly number[] | undefined,
  documents: ReadonlyMap<number, KnownDocument>,
): readonly EarlierDocument[] {
  if (sequences === undefined) return [];
  const found = sequences.toSorted((a, b) => a - b).map((sequence) => documents.get(sequence)?.document);
  return found.filter((document) => document !== undefined);
}
