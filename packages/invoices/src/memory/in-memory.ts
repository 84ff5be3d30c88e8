import { CandidateIndex } from "./candidate-index.js";
import { earlierDocument } from "./earlier-document.js";
import type { LedgerEntry, Memory, RecallQuery, Recollection } from "./port.js";
import { rankCandidates } from "./rank-candidates.js";
import { VendorIndex } from "./vendor-index.js";
import { VendorStatistics } from "./vendor-statistics.js";

interface Row {
  readonly sequence: number;
  readonly entry: LedgerEntry;
}

/**
 * A memory that lasts as long as the process: for tests, for library users without a store, and for runs that shall
 * leave nothing behind. Keeps every entry, about 1 KB each.
 */
export function inMemoryMemory(): Memory {
  const rows = new Map<string, Row>();
  const rowsOfVendor = new Map<string, Set<Row>>();
  const vendors = new VendorIndex();
  const candidates = new CandidateIndex();

  function recallOne(query: RecallQuery): Recollection {
    const own = rows.get(query.documentKey);
    const before = own?.sequence ?? Number.POSITIVE_INFINITY;
    const found = new Set(candidates.find(query).map((document) => rows.get(document.documentKey)));
    const earlier = [...found]
      .filter((row) => row !== undefined)
      .filter((row) => row.sequence < before)
      .sort((a, b) => a.sequence - b.sequence)
      .map((row) => row.entry);
    const vendor = own === undefined ? statisticsOf(query).toMemory() : own.entry.recalledVendor;
    return {
      known: own !== undefined,
      documentsBefore: own?.sequence ?? rows.size,
      vendor,
      earlier: rankCandidates(query, earlier).map(earlierDocument),
    };
  }

  function statisticsOf(query: RecallQuery): VendorStatistics {
    const known = vendors.get(query);
    if (known !== undefined) return known;
    const statistics = new VendorStatistics();
    for (const row of rowsUnder(query)) statistics.add(row.entry);
    vendors.set(query, statistics);
    return statistics;
  }

  function rowsUnder(keys: Pick<RecallQuery, "vendorKey" | "nameKey">): Set<Row> {
    const found = new Set<Row>();
    for (const key of [keys.vendorKey, keys.nameKey]) {
      if (key !== null) for (const row of rowsOfVendor.get(key) ?? []) found.add(row);
    }
    return found;
  }

  function rememberOne(entry: LedgerEntry): void {
    const known = rows.get(entry.documentKey);
    const row = { sequence: known?.sequence ?? rows.size, entry };
    if (known === undefined) vendors.learn(entry);
    else replace(known, entry);
    rows.set(entry.documentKey, row);
    for (const key of new Set([entry.vendorKey, entry.nameKey])) {
      if (key === null) continue;
      const under = rowsOfVendor.get(key);
      if (under === undefined) rowsOfVendor.set(key, new Set([row]));
      else under.add(row);
    }
    if (known === undefined || movesBucket(known.entry, entry)) candidates.add(entry);
  }

  function replace(known: Row, entry: LedgerEntry): void {
    vendors.forget(known.entry);
    vendors.forget(entry);
    for (const key of [known.entry.vendorKey, known.entry.nameKey]) {
      if (key !== null) rowsOfVendor.get(key)?.delete(known);
    }
  }

  return {
    recall: async (queries) => queries.map(recallOne),
    remember: async (entries) => entries.forEach(rememberOne),
  };
}

function movesBucket(before: LedgerEntry, after: LedgerEntry): boolean {
  return before.payable !== after.payable || before.issueDate !== after.issueDate || before.currency !== after.currency;
}
