import type { LedgerEntry } from "./port.js";
import type { VendorStatistics } from "./vendor-statistics.js";

interface VendorIdentity {
  readonly vendorKey: string | null;
  readonly nameKey: string | null;
}

interface Vendor {
  readonly identity: VendorIdentity;
  readonly statistics: VendorStatistics;
}

/**
 * Statistics of the vendors that were asked about, kept up to date as documents are learnt. A vendor is a pair of keys,
 * and a document belongs to it by either of them; so a document may count for several vendors. Holds at most `capacity`
 * vendors, those asked about last.
 */
export class VendorIndex {
  readonly #capacity: number;
  readonly #vendors = new Map<string, Vendor>();
  readonly #byVendorKey = new Map<string, Set<Vendor>>();
  readonly #byNameKey = new Map<string, Set<Vendor>>();

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity;
  }

  get(identity: VendorIdentity): VendorStatistics | undefined {
    const key = pairKey(identity);
    const vendor = this.#vendors.get(key);
    if (vendor !== undefined && this.#capacity !== Number.POSITIVE_INFINITY) {
      this.#vendors.delete(key);
      this.#vendors.set(key, vendor);
    }
    return vendor?.statistics;
  }

  set(identity: VendorIdentity, statistics: VendorStatistics): void {
    const vendor = { identity, statistics };
    this.#vendors.set(pairKey(identity), vendor);
    link(this.#byVendorKey, identity.vendorKey, vendor);
    link(this.#byNameKey, identity.nameKey, vendor);
    if (this.#vendors.size > this.#capacity) {
      const [oldest] = this.#vendors.values();
      if (oldest !== undefined) this.#drop(oldest);
    }
  }

  learn(entry: LedgerEntry): void {
    for (const vendor of this.#vendorsOf(entry)) vendor.statistics.add(entry);
  }

  /** Drops the vendors that a document counts for, because the document changed. */
  forget(entry: VendorIdentity): void {
    for (const vendor of [...this.#vendorsOf(entry)]) this.#drop(vendor);
  }

  clear(): void {
    this.#vendors.clear();
    this.#byVendorKey.clear();
    this.#byNameKey.clear();
  }

  *#vendorsOf(entry: VendorIdentity): Generator<Vendor> {
    const byKey = entry.vendorKey === null ? undefined : this.#byVendorKey.get(entry.vendorKey);
    if (byKey !== undefined) yield* byKey;
    const byName = entry.nameKey === null ? undefined : this.#byNameKey.get(entry.nameKey);
    for (const vendor of byName ?? []) if (byKey?.has(vendor) !== true) yield vendor;
  }

  #drop(vendor: Vendor): void {
    this.#vendors.delete(pairKey(vendor.identity));
    unlink(this.#byVendorKey, vendor.identity.vendorKey, vendor);
    unlink(this.#byNameKey, vendor.identity.nameKey, vendor);
  }
}

/** One text for the two keys a vendor is known by. */
export function pairKey(identity: VendorIdentity): string {
  return `${identity.vendorKey ?? ""}|${identity.nameKey ?? ""}`;
}

function link(index: Map<string, Set<Vendor>>, key: string | null, vendor: Vendor): void {
  if (key === null) return;
  const vendors = index.get(key);
  if (vendors === undefined) index.set(key, new Set([vendor]));
  else vendors.add(vendor);
}

function unlink(index: Map<string, Set<Vendor>>, key: string | null, vendor: Vendor): void {
  if (key === null) return;
  const vendors = index.get(key);
  vendors?.delete(vendor);
  if (vendors?.size === 0) index.delete(key);
}
