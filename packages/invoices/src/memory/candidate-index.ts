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
  /** By vendor or name key and currency, then by amount and date bucket. */
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
    const found = new Set<Placed>(query.numberKey === null ? undefined : this.#byNumber.get(query.numberKey));
    const amount = amountBucket(query.payable);
    const date = dateBucket(query.issueDate);
    if (amount !== null && date !== null) {
      for (const key of vendorKeys(query)) {
        const buckets = this.#byVendor.get(key);
        if (buckets !== undefined) collectNear(buckets, amount, date, found);
      }
    }
    return [...found].sort((a, b) => a.order - b.order).map(({ document }) => document);
  }
}

function collectNear(buckets: Buckets, amount: number, date: number, found: Set<Placed>): void {
  for (let nearAmount = amount - 1; nearAmount <= amount + 1; nearAmount++) {
    for (let nearDate = date - 1; nearDate <= date + 1; nearDate++) {
      const near = buckets.get(bucketCode(nearAmount, nearDate));
      if (near !== undefined) for (const placed of near) found.add(placed);
    }
  }
}

function vendorKeys(document: Pick<EarlierDocument, "vendorKey" | "nameKey" | "currency">): readonly string[] {
  const { vendorKey, nameKey, currency } = document;
  if (currency === null) return [];
  const keys = vendorKey === null ? [] : [`${currency}|${vendorKey}`];
  if (nameKey !== null && nameKey !== vendorKey) keys.push(`${currency}|${nameKey}`);
  return keys;
}

/** Dates span less than 2^20 weeks (years 0 to 9999 are 521,775), so one number holds both buckets. */
function bucketCode(amount: number, date: number): number {
  return amount * 2 ** 20 + date;
}

function append<Key>(index: Map<Key, Placed[]>, key: Key, placed: Placed): void {
  const documents = index.get(key);
  if (documents === undefined) index.set(key, [placed]);
  else documents.push(placed);
}
