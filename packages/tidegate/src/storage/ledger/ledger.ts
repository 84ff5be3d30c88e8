import {
  type LedgerEntry,
  type Memory,
  pairKey,
  type RecallQuery,
  type Recollection,
  rankCandidates,
  VendorIndex,
  VendorStatistics,
} from "@tidegate/invoices";
import type { Clock } from "@tidegate/resilience";
import type { Database } from "../database/database.js";
import type { DocumentLog } from "./document-log.js";
import type { KnownDocument } from "./document-record.js";
import { DocumentStore, type Learned } from "./document-store.js";
import { indexKeys } from "./index/index-keys.js";
import type { HashedKeys } from "./index/key-hashes.js";
import { type IndexedKeys, KeyIndex } from "./index/key-index.js";
import { readIndex } from "./read-index.js";
import { readVendors } from "./read-vendors.js";

/** Vendors whose statistics are kept at hand, about 0.5 KB each; others are read from the ledger when they come up. */
const vendorsAtHand = 20_000;
/** Documents recalled and not remembered again yet; beyond these, `remember` looks for itself. */
const mostRecalled = 10_000;

/** A document that is asked about or handed in. */
interface Located<Document> {
  readonly document: Document;
  readonly keys: IndexedKeys;
  /** Its place in the order of first sight, where it was seen before. */
  readonly own: number | undefined;
}

interface Extent {
  readonly size: number;
  /** The next document's place in the order of first sight. */
  readonly next: number;
}

type Documents = ReadonlyMap<number, KnownDocument>;

/**
 * Memory kept in DuckDB: one row a document. Questions are answered from an index of their keys in memory, so that a
 * document like no other costs no query; entries are written behind, and what is written next is answered from memory.
 */
export class Ledger implements Memory {
  readonly #database: Database;
  readonly #documents: DocumentStore;
  readonly #vendors = new VendorIndex(vendorsAtHand);
  /** Where documents stand that `recall` found to be known, so that `remember` need not read them again. */
  readonly #recalled = new Map<string, number>();
  #index: KeyIndex | null;
  #size: number;
  #nextSequence: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, log: DocumentLog, clock: Clock, { size, next }: Extent) {
    this.#database = database;
    this.#size = size;
    this.#nextSequence = next;
    this.#documents = new DocumentStore(database, log, clock, next);
    this.#index = size === 0 ? new KeyIndex() : null;
  }

  static async open(database: Database, log: DocumentLog, clock: Clock): Promise<Ledger> {
    const [extent] = await database.rows<Extent>(
      "SELECT count(*)::DOUBLE AS size, coalesce(max(sequence) + 1, 0)::DOUBLE AS next FROM ledger",
    );
    return new Ledger(database, log, clock, extent ?? { size: 0, next: 0 });
  }

  /** How many documents it holds. */
  size(): number {
    return this.#size;
  }

  recall(queries: readonly RecallQuery[]): Promise<readonly Recollection[]> {
    return this.#inTurn(async () => {
      const index = await this.#openIndex();
      const located = await this.#locate(queries, index);
      const earlier = located.map(({ keys, own }) => index.find(keys, own ?? Number.POSITIVE_INFINITY));
      const known = located.flatMap(({ own }) => own ?? []);
      const documents = await this.#documents.read([...earlier.flat(), ...known], index);
      await this.#fetchVendors(located, index);
      this.#note(located);
      return located.map((one, place) => this.#recollect(one, earlier[place] ?? [], documents));
    });
  }

  /**
   * Resolves when the entries are on their way to the disk, or earlier ones have made room for them.
   *
   * @throws StorageError what kept earlier entries from being written
   */
  async remember(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#inTurn(async () => {
      const index = await this.#openIndex();
      const last = [...new Map(entries.map((entry) => [entry.documentKey, entry])).values()];
      const placed = new Map<number, Learned>();
      for (const { document: entry, keys, own } of await this.#locate(last, index)) {
        const sequence = own ?? this.#nextSequence++;
        if (own === undefined) this.#vendors.learn(entry);
        else this.#vendors.forget(entry);
        index.put(sequence, keys);
        placed.set(sequence, { entry, hashes: keys.hashes });
        this.#recalled.delete(entry.documentKey);
        if (own === undefined) this.#size++;
      }
      await this.#documents.add(placed, index);
    });
  }

  /** Resolves when everything remembered is on the disk. Throws `StorageError`. */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#documents.flush());
  }

  /** One call after the other, in the order they are made. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #openIndex(): Promise<KeyIndex> {
    this.#index ??= await this.#database.exclusively((session) => readIndex(session, this.#size));
    return this.#index;
  }

  async #locate<Document extends HashedKeys>(
    documents: readonly Document[],
    index: KeyIndex,
  ): Promise<readonly Located<Document>[]> {
    const indexed = documents.map((document) => ({ document, keys: indexKeys(document) }));
    const doubtful = indexed.flatMap(({ document, keys }) =>
      this.#recalled.has(document.documentKey) ? [] : index.placesOf(keys.hashes),
    );
    const read = doubtful.length === 0 ? new Map<number, KnownDocument>() : await this.#documents.read(doubtful, index);
    const known = new Map([...read].map(([sequence, { document }]) => [document.documentKey, sequence]));
    return indexed.map(({ document, keys }) => {
      const { documentKey } = document;
      return { document, keys, own: this.#recalled.get(documentKey) ?? known.get(documentKey) };
    });
  }

  #note(located: readonly Located<RecallQuery>[]): void {
    if (this.#recalled.size > mostRecalled) this.#recalled.clear();
    for (const { document, own } of located) if (own !== undefined) this.#recalled.set(document.documentKey, own);
  }

  /** Reads the statistics of vendors that are not at hand yet. */
  async #fetchVendors(located: readonly Located<RecallQuery>[], index: KeyIndex): Promise<void> {
    const missing = new Map<string, RecallQuery>();
    for (const { document, keys, own } of located) {
      if (own !== undefined || this.#vendors.get(document) !== undefined) continue;
      if (index.knowsVendor(keys.hashes)) missing.set(pairKey(document), document);
      else if (hasVendor(document)) this.#vendors.set(document, new VendorStatistics());
    }
    if (missing.size === 0) return;
    await this.#documents.flush();
    const found = await this.#database.exclusively((session) => readVendors(session, [...missing.values()]));
    for (const [key, query] of missing) this.#vendors.set(query, new VendorStatistics(found.get(key) ?? null));
  }

  #recollect(
    { document: query, own }: Located<RecallQuery>,
    candidates: readonly number[],
    documents: Documents,
  ): Recollection {
    const resembling = candidates.flatMap((sequence) => documents.get(sequence)?.document ?? []);
    const earlier = resembling.length === 0 ? [] : rankCandidates(query, resembling);
    if (own !== undefined) {
      return { known: true, documentsBefore: own, vendor: documents.get(own)?.recalledVendor ?? null, earlier };
    }
    const vendor = this.#vendors.get(query)?.toMemory() ?? null;
    return { known: false, documentsBefore: this.#size, vendor, earlier };
  }
}

function hasVendor(query: RecallQuery): boolean {
  return query.vendorKey !== null || query.nameKey !== null;
}
