import { amountBucket, dateBucket } from "./amount-bucket.js";
import type { EarlierDocument, RecallQuery } from "./port.js";

interface Placed {
  readonly order: number;
  readonly document: EarlierDocument;
}
type Buckets = Map<number, Placed[]>;

/** Finds the documents that may resemble one without comparing it with all of them. */
export class CandidateIndex {
  readonly #byNumber = new Map<string, Placed[]>();
  /** By vendor or name key, then by amount and date bucket. */
  readonly #byVendor = new Map<string, Buckets>();
  #added = 0;

  add(document: EarlierDocument): void {
    const placed = { order: this.#added++, document };
    if (document.numberKey !== null) append(this.#byNumber, document.numberKey, placed);
    const amount = amountBucket(document.payable);
    const date = dateBucket(document.issueDate);
    if (amount === null || date === null) return;
    for (const key of vendorKeys(document)) {
      const buckets = this.#byVendor.get(key) ?? new Map<number, Placed[]>();
      if (buckets.size === 0) this.#byVendor.set(key, buckets);
      append(buckets, bucketCode(amount, date), placed);
    }
  }

  /** A superset of the documents that resemble the one asked about, in the order they were added. */
  find(query: RecallQuery): readonly EarlierDocument[] {
    const found: Placed[] = [];
    if (query.numberKey !== null) collect(this.#byNumber.get(query.numberKey), found);
    const amount = amountBucket(query.payable);
    const date = dateBucket(query.issueDate);
    if (amount !== null && date !== null) {
      for (const key of vendorKeys(query)) {
        const buckets = this.#byVendor.get(key);
        if (buckets !== undefined) collectNear(buckets, amount, date, found);
      }
    }
    if (found.length === 0) return [];
    return [...new Set(found)].sort((a, b) => a.order - b.order).map(({ document }) => document);
  }
}

function collect(documents: readonly Placed[] | undefined, found: Placed[]): void {
  if (documents !== undefined) for (const placed of documents) found.push(placed);
}

function collectNear(buckets: Buckets, amount: number, date: number, found: Placed[]): void {
  for (let nearAmount = amount - 1; nearAmount <= amount + 1; nearAmount++) {
    for (let nearDate = date - 1; nearDate <= date + 1; nearDate++) {
      collect(buckets.get(bucketCode(nearAmount, nearDate)), found);
    }
  }
}

/** The keys as they are: a longer one with the currency in it would have to be built for every document. */
function vendorKeys({ vendorKey, nameKey }: Pick<EarlierDocument, "vendorKey" | "nameKey">): readonly string[] {
  const keys = vendorKey === null ? [] : [vendorKey];
  if (nameKey !== null && nameKey !== vendorKey) keys.push(nameKey);
  return keys;
}

/**
 * Both buckets in 32 bits, which a Map takes as a plain integer. Buckets far apart may share a code: what is found is a
 * superset anyway.
 */
function bucketCode(amount: number, date: number): number {
  return (Math.imul(amount, 8192) + date) | 0;
}

function append<Key>(index: Map<Key, Placed[]>, key: Key, placed: Placed): void {
  const documents = index.get(key);
  if (documents === undefined) index.set(key, [placed]);
  else documents.push(placed);
}
