import Table from "cli-table3";
import type { BundleFigure } from "./bundle.js";
import type { MemoryFigure } from "./memory.js";
import type { SpeedFigure } from "./speed.js";

/** Everything that one run measured. */
export interface Results {
  readonly measuredAt: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly stopwatch: "wall" | "cpu";
  readonly speed: readonly SpeedFigure[];
  readonly memory: readonly MemoryFigure[];
  readonly bundles: readonly BundleFigure[];
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`;

type Column = "left" | "right";

export function table(columns: Readonly<Record<string, Column>>, rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: Object.keys(columns),
    colAligns: Object.values(columns),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) drawn.push([...row]);
  return drawn.toString();
}

const verdict = (holds: boolean | undefined) => (holds === undefined ? "" : holds ? "yes" : "MISSED");

const speedColumns = {
  case: "left",
  peer: "left",
  "ours ns": "right",
  "peer ns": "right",
  "times faster": "right",
  "worst .. best round": "left",
  undisturbed: "right",
  bar: "right",
  holds: "left",
} as const;

export function speedTable(figures: readonly SpeedFigure[]): string {
  const rows = figures.map(({ title, peer, oursNs, peerNs, ratio, worst, best, undisturbed, bar }) => [
    title,
    peer,
    oursNs.toFixed(0),
    peerNs.toFixed(0),
    times(ratio),
    `${times(worst)} .. ${times(best)}`,
    times(undisturbed),
    bar === null ? "" : times(bar),
    verdict(bar === null ? undefined : ratio >= bar),
  ]);
  return table(speedColumns, rows);
}

const memoryColumns = { case: "left", library: "left", "bytes a call": "right", "held in flight": "right" } as const;

export function memoryTable(figures: readonly MemoryFigure[]): string {
  const rows = figures.map(({ name, contestant, allocatedBytes, retainedBytes }) => [
    name,
    contestant,
    allocatedBytes.toString(),
    retainedBytes === null ? "" : retainedBytes.toString(),
  ]);
  return table(memoryColumns, rows);
}

const bundleColumns = { bundle: "left", minified: "right", "gzip -9": "right", bar: "right", holds: "left" } as const;

export function bundleTable(figures: readonly BundleFigure[]): string {
  const rows = figures.map(({ bundle, minifiedBytes, gzipBytes, barBytes }) => [
    bundle,
    minifiedBytes.toString(),
    gzipBytes.toString(),
    barBytes === null ? "" : barBytes.toString(),
    verdict(barBytes === null ? undefined : gzipBytes <= barBytes),
  ]);
  return table(bundleColumns, rows);
}
