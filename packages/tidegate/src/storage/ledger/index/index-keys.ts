import { type HashedKeys, hashKeys } from "./key-hashes.js";
import { type IndexedKeys, noDay } from "./key-index.js";

const dayMs = 86_400_000;

/** A document's keys as the index takes them. */
export function indexKeys(document: HashedKeys): IndexedKeys {
  const time = document.issueDate === null ? Number.NaN : Date.parse(document.issueDate);
  return {
    hashes: hashKeys(document),
    day: Number.isNaN(time) ? noDay : Math.floor(time / dayMs),
    // A zero has no sign here: "-0.00" is the same amount.
    amount: document.payable === null ? Number.NaN : Number(document.payable) + 0,
  };
}
