import type { LedgerEntry } from "./port.js";
import type { VendorStatistics } from "./vendor-statistics.js";

interface VendorIdentity {
  readonly vendorKey: string | null;
  readonly nameKey: string | null;
}

interface Vendor {
  readonly identity: VendorIdentity;
  readonly statistics: VendorStatistics;
  /** Asked about since it was last up for being dropped. */
  asked: boolean;
}

/**
 * Statistics of the vendors that were asked about, kept up to date as documents are learnt. A vendor is a pair of keys,
 * and a document belongs to it by either of them; so a document may count for several vendors. Holds at most `capacity`
 * vendors, and drops the oldest that nobody asked about for a while.
 */
export class VendorIndex {
  readonly #capacity: number;
  /** Oldest first. */
  readonly #vendors = new Set<Vendor>();
  readonly #byVendorKey = new Map<string, Vendor[]>();
  readonly #byNameKey = new Map<string, Vendor[]>();

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity;
  }

  get(identity: VendorIdentity): VendorStatistics | undefined {
    const vendor = this.#find(identity);
    if (vendor === undefined) return undefined;
    vendor.asked = true;
    return vendor.statistics;
  }

  set(identity: VendorIdentity, statistics: VendorStatistics): void {
    const { vendorKey, nameKey } = identity;
    const known = this.#find(identity);
    if (known !== undefined) this.#drop(known);
    const vendor = { identity: { vendorKey, nameKey }, statistics, asked: false };
    this.#vendors.add(vendor);
    link(this.#byVendorKey, vendorKey, vendor);
    link(this.#byNameKey, nameKey, vendor);
    if (this.#vendors.size > this.#capacity) this.#dropOldest();
  }

  learn(entry: LedgerEntry): void {
    const { vendorKey, nameKey } = entry;
    for (const vendor of under(this.#byVendorKey, vendorKey)) vendor.statistics.add(entry);
    for (const vendor of under(this.#byNameKey, nameKey)) {
      if (vendorKey === null || vendor.identity.vendorKey !== vendorKey) vendor.statistics.add(entry);
    }
  }

  /** Drops the vendors that a document counts for, because the document changed. */
  forget({ vendorKey, nameKey }: VendorIdentity): void {
    const concerned = [...under(this.#byVendorKey, vendorKey), ...under(this.#byNameKey, nameKey)];
    for (const vendor of new Set(concerned)) this.#drop(vendor);
  }

  #find({ vendorKey, nameKey }: VendorIdentity): Vendor | undefined {
    const vendors = vendorKey === null ? under(this.#byNameKey, nameKey) : under(this.#byVendorKey, vendorKey);
    return vendors.find(({ identity }) => identity.vendorKey === vendorKey && identity.nameKey === nameKey);
  }

  #dropOldest(): void {
    for (const vendor of this.#vendors) {
      if (!vendor.asked) {
        this.#drop(vendor);
        return;
      }
      vendor.asked = false;
      this.#vendors.delete(vendor);
      this.#vendors.add(vendor);
    }
  }

  #drop(vendor: Vendor): void {
    this.#vendors.delete(vendor);
    unlink(this.#byVendorKey, vendor.identity.vendorKey, vendor);
    unlink(this.#byNameKey, vendor.identity.nameKey, vendor);
  }
}

/** One text for the two keys a vendor is known by. */
export function pairKey(identity: VendorIdentity): string {
  return `${identity.vendorKey ?? ""}|${identity.nameKey ?? ""}`;
}

const none: readonly Vendor[] = [];

function under(index: ReadonlyMap<string, Vendor[]>, key: string | null): readonly Vendor[] {
  return key === null ? none : (index.get(key) ?? none);
}

function link(index: Map<string, Vendor[]>, key: string | null, vendor: Vendor): void {
  if (key === null) return;
  const vendors = index.get(key);
  if (vendors === undefined) index.set(key, [vendor]);
  else vendors.push(vendor);
}

function unlink(index: Map<string, Vendor[]>, key: string | null, vendor: Vendor): void {
  if (key === null) return;
  const others = under(index, key).filter((other) => other !== vendor);
  if (others.length === 0) index.delete(key);
  else index.set(key, others);
}
