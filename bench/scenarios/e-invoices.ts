import { rm } from "node:fs/promises";
import { join } from "node:path";
import { sharedData } from "../../test/shared-data.js";
import { type Figure, median, withSpread } from "../report.js";
import { runTidegate } from "../whole-process.js";

const runs = 5;

/** A folder of some 600 e-invoices in five syntaxes, as a whole process. */
export async function eInvoices(workFolder: string): Promise<readonly Figure[]> {
  const folder = sharedData("einvoices/xml");
  if (folder === null) return [];
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const data = join(workFolder, "e-invoices-data");
    await rm(data, { recursive: true, force: true });
    const output = join(workFolder, "e-invoices.jsonl");
    const figures = await runTidegate([
      ...["enhance", folder, "--offline", "--quiet", "--format", "jsonl", "--output", output, "--data", data],
    ]);
    if (figures.exitCode !== 0 && figures.exitCode !== 3) throw new Error(`enhance failed: ${figures.stderr}`);
    if (run > 0) seconds.push(figures.seconds);
  }
  return [
    {
      scenario: "e-invoices",
      measure: "616 XML files, whole process",
      bar: "under 3 s",
      measured: withSpread(seconds, 2, "s"),
      holds: median(seconds) < 3,
    },
  ];
}
