import { CandidateIndex } from "./candidate-index.js";
import type { LedgerEntry, RecallQuery, Recollection } from "./port.js";
import { rankCandidates } from "./rank-candidates.js";
import { VendorIndex } from "./vendor-index.js";
import { VendorStatistics } from "./vendor-statistics.js";

/** Memory's answer for a document, and the statistics of its vendor, which go on growing. */
interface Answer {
  readonly recollection: Recollection;
  readonly statistics: VendorStatistics | null;
}

interface Learned {
  readonly entry: LedgerEntry;
  /** Documents learnt before it. */
  readonly place: number;
}

/**
 * What is known while a batch is judged: memory's answers for it, and the documents of the batch judged so far, so that
 * each document sees those before it. Ask and learn in the order of the documents.
 *
 * Where a batch was recalled before the previous one was remembered, it learns that one's `learned` entries first.
 *
 * @example
 * const working = new WorkingSet(queries, await memory.recall(queries));
 * for (const query of queries) working.learn(judge(query, working.recollect(query)));
 */
export class WorkingSet {
  readonly #answers = new Map<string, Answer>();
  readonly #vendors = new VendorIndex();
  readonly #candidates = new CandidateIndex();
  readonly #learned = new Map<string, Learned>();

  constructor(queries: readonly RecallQuery[], recollections: readonly Recollection[]) {
    for (const [index, query] of queries.entries()) {
      const recollection = recollections[index];
      if (recollection === undefined) throw new TypeError("memory gave fewer recollections than it was asked for");
      const statistics = recollection.known || isNameless(query) ? null : this.#statistics(query, recollection);
      this.#answers.set(query.documentKey, { recollection, statistics });
    }
  }

  /** The entries learnt that memory did not hold, in order: what a batch recalled meanwhile has yet to learn. */
  get learned(): readonly LedgerEntry[] {
    return [...this.#learned.values()].map(({ entry }) => entry);
  }

  /** What is known now about a document of the batch. Throws `TypeError` for a document that is not of the batch. */
  recollect(query: RecallQuery): Recollection {
    const answer = this.#answers.get(query.documentKey);
    if (answer === undefined) throw new TypeError(`document ${query.documentKey} is not of this batch`);
    const { recollection, statistics } = answer;
    if (recollection.known) return recollection;
    const own = this.#learned.get(query.documentKey);
    const vendor = own === undefined ? (statistics?.toMemory() ?? null) : own.entry.recalledVendor;
    const documentsBefore = recollection.documentsBefore + (own?.place ?? this.#learned.size);
    return { known: false, documentsBefore, vendor, earlier: this.#earlier(query, recollection) };
  }

  /** Adds a judged document. One that memory holds already teaches nothing new, nor does one learnt before. */
  learn(entry: LedgerEntry): void {
    const known = this.#answers.get(entry.documentKey)?.recollection.known === true;
    if (known || this.#learned.has(entry.documentKey)) return;
    this.#learned.set(entry.documentKey, { entry, place: this.#learned.size });
    this.#vendors.learn(entry);
    this.#candidates.add(entry);
  }

  #statistics(query: RecallQuery, { vendor }: Recollection): VendorStatistics {
    const known = this.#vendors.get(query);
    if (known !== undefined) return known;
    const statistics = new VendorStatistics(vendor);
    this.#vendors.set(query, statistics);
    return statistics;
  }

  #earlier(query: RecallQuery, { earlier }: Recollection): Recollection["earlier"] {
    const found = this.#candidates.find(query);
    return found.length === 0 ? earlier : rankCandidates(query, [...earlier, ...found]);
  }
}

function isNameless(query: RecallQuery): boolean {
  return query.vendorKey === null && query.nameKey === null;
}
