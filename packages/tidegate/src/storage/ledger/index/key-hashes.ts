import type { RecallQuery } from "@tidegate/invoices";

/**
 * The texts a document is found by, as 32 bit numbers; 0 where there is none. Kept in the ledger beside the texts, so
 * that the index is built of numbers alone: changing how they are made needs a migration.
 */
export interface KeyHashes {
  readonly document: number;
  /** Of type and number: a credit note never resembles an invoice. */
  readonly number: number;
  readonly vendor: number;
  readonly name: number;
  /** Of type and currency. */
  readonly kind: number;
}

export type HashedKeys = Pick<
  RecallQuery,
  "documentKey" | "type" | "vendorKey" | "nameKey" | "numberKey" | "currency" | "payable" | "issueDate"
>;

export function hashKeys({ documentKey, type, vendorKey, nameKey, numberKey, currency }: HashedKeys): KeyHashes {
  return {
    document: hashText(documentKey, 0),
    number: numberKey === null ? 0 : hashText(numberKey, type.length),
    vendor: vendorKey === null ? 0 : hashText(vendorKey, 0),
    name: nameKey === null ? 0 : hashText(nameKey, 0),
    kind: currency === null ? 0 : hashText(currency, type.length),
  };
}

/** FNV-1a over UTF-16 code units with murmur3's finish, never 0. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return finish(hash);
}

/** Two hashes, or a hash and a number of 32 bits, as one; never 0. The order matters. */
export function combine(one: number, other: number): number {
  return finish(Math.imul(one, 31) ^ Math.imul(other, 0x9e3779b1));
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Equal amounts give equal hashes, however they are written. */
export function hashAmount(amount: number): number {
  double[0] = amount;
  return combine(words[0] ?? 0, words[1] ?? 0);
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  return mixed === 0 ? 1 : mixed;
}
