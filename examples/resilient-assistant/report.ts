import type { Measured } from "./measure.js";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const title = (text: string): void => say(`\n${text}\n${"-".repeat(text.length)}`);

const dollars = (microDollars: number): string => `$${(microDollars / 1_000_000).toFixed(4)}`;

/** Names to the left, figures to the right. */
export function printTable(rows: readonly (readonly [name: string, figure: string | number])[]): void {
  const widest = Math.max(...rows.map(([name]) => name.length));
  for (const [name, figure] of rows) say(`  ${name.padEnd(widest)}  ${figure}`);
}

export function printMeasured(measured: Measured): void {
  const rejected = [...measured.rejected].map(([code, count]) => `${count} ${code}`).join(", ");
  printTable([
    ["calls", measured.calls],
    ["answered by the service", measured.service],
    ["answered from the cache", measured.cache],
    ["canned answers", measured.canned],
    ["rejected", rejected === "" ? "0" : rejected],
    ["requests to the service", measured.upstream],
    ["calls saved", measured.savedCalls],
    ["cost", `${dollars(measured.spentCost)}, saved ${dollars(measured.savedCost)}`],
    ["time p50 / p99", `${measured.p50.toFixed(0)} / ${measured.p99.toFixed(0)} ms`],
  ]);
}

/** Says whether a promise was kept, and returns it. */
export function promised(what: string, kept: boolean): boolean {
  say(`  ${kept ? "kept  " : "BROKEN"}  ${what}`);
  return kept;
}
