import { HashTable } from "./hash-table.js";
import type { KeyHashes } from "./key-hashes.js";

type VendorHashes = Pick<KeyHashes, "vendor" | "name">;

/**
 * Numbers for vendors, so that a document is filed once though it is found by either of two keys. Keys that came in one
 * document share a number, and so may vendors that share a name: what is found by it is a superset.
 */
export class VendorGroups {
  readonly #groups = new HashTable();
  #next = 1;

  /** The groups a vendor's documents are filed under: none where it was never seen, two where its keys came apart. */
  of({ vendor, name }: VendorHashes): readonly number[] {
    const first = this.#group(vendor);
    const second = name === vendor ? -1 : this.#group(name);
    if (first < 0) return second < 0 ? [] : [second];
    return second < 0 || second === first ? [first] : [first, second];
  }

  /** The groups to file a document under, made where there are none. */
  join({ vendor, name }: VendorHashes): readonly number[] {
    if (vendor === 0 && name === 0) return [];
    const known = this.of({ vendor, name });
    const group = known[0] ?? this.#next++;
    for (const key of [vendor, name]) if (key !== 0 && this.#group(key) < 0) this.#groups.add(key, group, 1);
    return known.length === 0 ? [group] : known;
  }

  #group(key: number): number {
    return key === 0 ? -1 : this.#groups.first(key);
  }
}
