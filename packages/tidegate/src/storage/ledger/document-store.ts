import { earlierDocument, type LedgerEntry } from "@tidegate/invoices";
import type { Clock } from "@tidegate/resilience";
import type { Database } from "../database/database.js";
import type { DocumentLog } from "./document-log.js";
import { type KnownDocument, readRecord, writeRecord } from "./document-record.js";
import type { KeyHashes } from "./index/key-hashes.js";
import type { KeyIndex } from "./index/key-index.js";
import { readDocuments } from "./read-documents.js";
import { writeVendor } from "./recalled-vendor.js";
import { WriteBehind } from "./write-behind.js";
import { writeEntries } from "./write-entries.js";

/** An entry on its way into the ledger. */
export interface Learned {
  readonly entry: LedgerEntry;
  readonly hashes: KeyHashes;
}

interface Logged {
  readonly sequence: number;
  readonly record: string;
}

/** The documents themselves, by their sequence numbers: on their way to the disk, in the log, and in the ledger. */
export class DocumentStore {
  readonly #database: Database;
  readonly #log: DocumentLog;
  readonly #writeBehind: WriteBehind<Learned>;
  /** Knows where documents are in the log. */
  #index: KeyIndex | null = null;
  /** Every document before this number has its row, so that writing it again replaces the row. */
  #written: number;

  constructor(database: Database, log: DocumentLog, clock: Clock, nextSequence: number) {
    this.#database = database;
    this.#log = log;
    this.#written = nextSequence;
    this.#writeBehind = new WriteBehind((learned) => this.#write(learned), clock);
  }

  /** Hands documents over to be written. Throws what kept earlier ones from being written. */
  add(learned: ReadonlyMap<number, Learned>, index: KeyIndex): Promise<void> {
    this.#index = index;
    return this.#writeBehind.add(learned);
  }

  /** Resolves when everything handed over is written. Throws what kept it from being written. */
  flush(): Promise<void> {
    return this.#writeBehind.flush();
  }

  async read(sequences: readonly number[], index: KeyIndex): Promise<ReadonlyMap<number, KnownDocument>> {
    const found = new Map<number, KnownDocument>();
    const missing: number[] = [];
    for (const sequence of new Set(sequences)) {
      const learned = this.#writeBehind.get(sequence);
      const known =
        learned === undefined
          ? readRecord(this.#log.read(index.offsetOf(sequence)), sequence)
          : { document: earlierDocument(learned.entry), recalledVendor: learned.entry.recalledVendor };
      if (known === null) missing.push(sequence);
      else found.set(sequence, known);
    }
    if (missing.length === 0) return found;
    const read = await this.#database.exclusively((session) => readDocuments(session, missing));
    return new Map([...found, ...read]);
  }

  async #write(learned: ReadonlyMap<number, Learned>): Promise<void> {
    const written = [...learned].map(([sequence, { entry, hashes }]) => {
      const recalledVendor = writeVendor(entry.recalledVendor);
      return { sequence, entry, hashes, recalledVendor, record: writeRecord(sequence, entry, recalledVendor) };
    });
    const offsets = await this.#logRecords(written);
    const placed = written.map((one) => ({ ...one, offset: offsets.get(one.sequence) ?? null }));
    const replaced = [...learned.keys()].filter((sequence) => sequence < this.#written);
    await this.#database.transaction((session) => writeEntries(session, placed, replaced));
    for (const { sequence, offset } of placed) {
      this.#index?.setOffset(sequence, offset);
      this.#written = Math.max(this.#written, sequence + 1);
    }
  }

  /** Where documents are in the log, after those are added that are not in it as they are. */
  async #logRecords(written: readonly Logged[]): Promise<ReadonlyMap<number, number | null>> {
    const offsets = new Map<number, number | null>();
    const missing: Logged[] = [];
    for (const logged of written) {
      const { sequence, record } = logged;
      const offset = sequence < this.#written ? (this.#index?.offsetOf(sequence) ?? -1) : -1;
      if (offset >= 0 && this.#log.read(offset) === record) offsets.set(sequence, offset);
      else missing.push(logged);
    }
    const added = await this.#log.append(missing.map(({ record }) => record));
    for (const [place, { sequence }] of missing.entries()) offsets.set(sequence, added[place] ?? null);
    return offsets;
  }
}
