import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeInvoiceLines } from "../invoice-lines.js";
import { type Figure, median, withSpread } from "../report.js";
import { runTidegate } from "../whole-process.js";

const count = 20_000;
const runs = 5;

/** Offline, ledger and output included, as a whole process: 20,000 flat JSON invoices of 500 vendors. */
export async function throughput(workFolder: string): Promise<readonly Figure[]> {
  const input = join(workFolder, "invoices-20k.jsonl");
  await writeInvoiceLines(input, { count, vendors: 500, seed: 1 });
  const rates: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const data = join(workFolder, "throughput-data");
    await rm(data, { recursive: true, force: true });
    const output = join(workFolder, "throughput.jsonl");
    const { seconds, exitCode, stderr } = await runTidegate([
      ...["enhance", input, "--offline", "--quiet", "--format", "jsonl", "--output", output, "--data", data],
    ]);
    if (exitCode !== 0) throw new Error(`enhance failed: ${stderr}`);
    // The first run warms the file system's cache.
    if (run > 0) rates.push(count / seconds);
  }
  return [
    {
      scenario: "offline throughput",
      measure: `${count} flat JSON invoices, whole process`,
      bar: "15,000 a second",
      measured: withSpread(rates, 0, "a second"),
      holds: median(rates) >= 15_000,
    },
  ];
}

const manyLines = 1_000_000;

/** The same with a million lines: memory has to stay bounded. */
export async function million(workFolder: string): Promise<readonly Figure[]> {
  const input = join(workFolder, "invoices-1m.jsonl");
  await writeInvoiceLines(input, { count: manyLines, vendors: 500, seed: 2 });
  const output = join(workFolder, "million.jsonl");
  const data = join(workFolder, "million-data");
  const { seconds, peakMb, exitCode, stderr } = await runTidegate([
    ...["enhance", input, "--offline", "--quiet", "--format", "jsonl", "--output", output, "--data", data],
  ]);
  if (exitCode !== 0) throw new Error(`enhance failed: ${stderr}`);
  await rm(output, { force: true });
  await rm(data, { recursive: true, force: true });
  await rm(input, { force: true });
  return [
    {
      scenario: "a million lines",
      measure: "peak resident memory",
      bar: "under 400 MB",
      measured: `${peakMb === null ? "not told by this system" : `${peakMb.toFixed(0)} MB`}, ${(manyLines / seconds).toFixed(0)} a second`,
      holds: peakMb !== null && peakMb < 400,
    },
  ];
}
