import { readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { documentKey, type LedgerEntry, WorkingSet } from "@tidegate/invoices";
import { openDataFolder } from "../packages/tidegate/src/storage/data-folder.js";
import { ledgerEntry, recallQuery } from "../test/contract/ledger-entry.js";

/**
 * What the ledger costs one invoice, on a ledger of 0, 100,000 and 1,000,000 documents: time on the calling thread
 * (its CPU time), time until the answer, and the working set's share. `tsx bench/ledger.ts`
 */
const vendors = 500;
const batchSize = 256;
const batches = 80;

function entryAt(index: number): LedgerEntry {
  const vendor = (index * 7919) % vendors;
  const cents = (index * 104_729) % 2_000_000;
  const number = `INV-2026-${index}`;
  const vendorKey = `vat:DE${100_000_000 + vendor}`;
  const numberKey = `INV2026${index}`;
  const file = "/in/invoices.jsonl";
  return ledgerEntry({
    file,
    position: index,
    documentKey: documentKey({ file, position: index, vendorKey, numberKey }),
    number,
    numberKey,
    vendorKey,
    nameKey: `name:vendor ${vendor}`,
    vendorName: `Vendor ${vendor} GmbH`,
    issueDate: new Date(Date.UTC(2024, 0, 1 + (index % 700))).toISOString().slice(0, 10),
    currency: ["EUR", "USD", "GBP"][index % 3] ?? "EUR",
    payable: (cents / 100).toFixed(2),
    baseAmount: (cents / 91).toFixed(2),
    accounts: [`DE89370400440532${vendor}`],
    vatStatus: "unverified",
    riskPoints: index % 60,
    cacheHits: 1,
  });
}

/** CPU time of the calling thread; where the system does not tell, time the event loop was busy. */
function mainThreadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

class Stopwatch {
  #wall = 0;
  #main = 0;

  async time<T>(work: () => T | Promise<T>): Promise<T> {
    const before = mainThreadMs();
    const started = performance.now();
    const result = await work();
    this.#wall += performance.now() - started;
    this.#main += mainThreadMs() - before;
    return result;
  }

  perInvoice(): string {
    const invoices = batches * batchSize;
    const micros = (ms: number) => ((ms * 1000) / invoices).toFixed(1).padStart(7);
    return `main thread ${micros(this.#main)} µs  answer after ${micros(this.#wall)} µs  batch ${(this.#wall / batches).toFixed(1)} ms`;
  }
}

const path = await mkdtemp(join(tmpdir(), "tidegate-bench-"));
const folder = await openDataFolder(path);
let next = 0;

async function measure(title: string, first: number): Promise<void> {
  await folder.ledger.flush();
  const watches = { recall: new Stopwatch(), working: new Stopwatch(), remember: new Stopwatch() };
  for (let batch = 0; batch < batches; batch++) {
    const entries = Array.from({ length: batchSize }, (_, index) => entryAt(first + batch * batchSize + index));
    const queries = entries.map(recallQuery);
    const recollections = await watches.recall.time(() => folder.ledger.recall(queries));
    const judged = await watches.working.time(() => {
      const working = new WorkingSet(queries, recollections);
      return entries.map((entry, index) => {
        const { vendor } = working.recollect(queries[index] ?? recallQuery(entry));
        const learned = { ...entry, recalledVendor: vendor };
        working.learn(learned);
        return learned;
      });
    });
    await watches.remember.time(() => folder.ledger.remember(judged));
  }
  await watches.remember.time(() => folder.ledger.flush());
  process.stdout.write(`${title}, rss ${Math.round(process.memoryUsage.rss() / 1e6)} MB\n`);
  for (const [name, watch] of Object.entries(watches))
    process.stdout.write(`  ${name.padEnd(9)} ${watch.perInvoice()}\n`);
}

for (const size of [0, 100_000, 1_000_000]) {
  const started = performance.now();
  const filled = size - next;
  for (; next < size; next += 2048) {
    await folder.ledger.remember(Array.from({ length: Math.min(2048, size - next) }, (_, i) => entryAt(next + i)));
  }
  next = Math.max(next, size);
  if (filled > 0) process.stdout.write(`filled ${filled} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  await measure(`${size} documents, new invoices`, next);
  await measure(`${size} documents, the same again`, next);
  next += batches * batchSize;
}
const closing = performance.now();
await folder.close();
const { size } = await stat(join(path, "tidegate.duckdb"));
process.stdout.write(`closed in ${Math.round(performance.now() - closing)} ms, file ${Math.round(size / 1e6)} MB\n`);
await rm(path, { recursive: true });
