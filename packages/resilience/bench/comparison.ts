import { type Results, table } from "./report.js";

interface Change {
  readonly measure: string;
  readonly before: number;
  readonly after: number;
  readonly unit: string;
  /** Changes up to this share are the measurement's own noise. */
  readonly noise: number;
  readonly smallerIsBetter: boolean;
}

type Measured = Omit<Change, "before" | "after"> & { readonly value: number };

/** Ratios, not ns: another day's machine is another machine. */
function measured({ speed, memory, bundles }: Results): Measured[] {
  return [
    ...speed.map(({ name, peer, ratio }) => ({
      measure: `speed: ${name} against ${peer}`,
      value: ratio,
      unit: "x",
      noise: 0.1,
      smallerIsBetter: false,
    })),
    ...memory
      .filter(({ contestant }) => contestant === "tidegate")
      .flatMap(({ name, allocatedBytes, retainedBytes }) => [
        { measure: `memory: ${name}, a call`, value: allocatedBytes },
        ...(retainedBytes === null ? [] : [{ measure: `memory: ${name}, in flight`, value: retainedBytes }]),
      ])
      .map((figure) => ({ ...figure, unit: " B", noise: 0.02, smallerIsBetter: true })),
    ...bundles.map(({ bundle, gzipBytes }) => ({
      measure: `size: ${bundle}`,
      value: gzipBytes,
      unit: " B",
      noise: 0,
      smallerIsBetter: true,
    })),
  ];
}

function verdict({ before, after, noise, smallerIsBetter }: Change): string {
  const share = after / before - 1;
  if (Math.abs(share) <= noise) return "";
  return share < 0 === smallerIsBetter ? "better" : "WORSE";
}

/** What changed since an earlier run, also what got worse. */
export function comparisonTable(earlier: Results, now: Results): string {
  const before = new Map(measured(earlier).map(({ measure, value }) => [measure, value]));
  const rows: string[][] = [];
  for (const { value, ...figure } of measured(now)) {
    const earlierValue = before.get(figure.measure);
    if (earlierValue === undefined) continue;
    const change: Change = { ...figure, before: earlierValue, after: value };
    const digits = figure.unit === "x" ? 2 : 0;
    const percent = (value / earlierValue - 1) * 100;
    rows.push([
      figure.measure,
      `${earlierValue.toFixed(digits)}${figure.unit}`,
      `${value.toFixed(digits)}${figure.unit}`,
      `${percent < 0 ? "" : "+"}${percent.toFixed(0)} %`,
      verdict(change),
    ]);
  }
  return table({ measure: "left", before: "right", now: "right", change: "right", "": "left" }, rows);
}
