import { amountBucket, dateBucket } from "./amount-bucket.js";
import type { EarlierDocument, RecallQuery } from "./port.js";

type Buckets = Map<number, EarlierDocument[]>;

/** Finds the documents that may resemble one without comparing it with all of them. */
export class CandidateIndex {
  readonly #byNumber = new Map<string, EarlierDocument[]>();
  /** By vendor or name key and currency, then by amount and date bucket. */
  readonly #byVendor = new Map<string, Buckets>();

  add(document: EarlierDocument): void {
    if (document.numberKey !== null) append(this.#byNumber, document.numberKey, document);
    const amount = amountBucket(document.payable);
    const date = dateBucket(document.issueDate);
    if (amount === null || date === null) return;
    for (const key of vendorKeys(document)) {
      const buckets = this.#byVendor.get(key) ?? new Map<number, EarlierDocument[]>();
      if (buckets.size === 0) this.#byVendor.set(key, buckets);
      append(buckets, bucketCode(amount, date), document);
    }
  }

  /** A superset of the documents that resemble the one asked about; one of them may come twice. */
  find(query: RecallQuery): readonly EarlierDocument[] {
    const found: EarlierDocument[] = [];
    if (query.numberKey !== null) found.push(...(this.#byNumber.get(query.numberKey) ?? []));
    const amount = amountBucket(query.payable);
    const date = dateBucket(query.issueDate);
    if (amount === null || date === null) return found;
    for (const key of vendorKeys(query)) {
      const buckets = this.#byVendor.get(key);
      if (buckets !== undefined) collectNear(buckets, amount, date, found);
    }
    return found;
  }
}

function collectNear(buckets: Buckets, amount: number, date: number, found: EarlierDocument[]): void {
  for (let nearAmount = amount - 1; nearAmount <= amount + 1; nearAmount++) {
    for (let nearDate = date - 1; nearDate <= date + 1; nearDate++) {
      const near = buckets.get(bucketCode(nearAmount, nearDate));
      if (near !== undefined) for (const document of near) found.push(document);
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

function append<Key>(index: Map<Key, EarlierDocument[]>, key: Key, document: EarlierDocument): void {
  const documents = index.get(key);
  if (documents === undefined) index.set(key, [document]);
  else documents.push(document);
}
