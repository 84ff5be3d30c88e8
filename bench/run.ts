/**
 * Measures the bars: `npm run bench` all of them, `npm run bench -- throughput services` some. Prints a table and writes
 * it to bench/results/, with the machine it was measured on.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import type { Figure, Scenario } from "./report.js";
import { eInvoices } from "./scenarios/e-invoices.js";
import { outage, randomFailures } from "./scenarios/failures.js";
import { services } from "./scenarios/services.js";
import { million, throughput } from "./scenarios/throughput.js";

const scenarios: Readonly<Record<string, Scenario>> = {
  throughput,
  million,
  "e-invoices": eInvoices,
  services,
  failures: randomFailures,
  outage,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in scenarios));
if (unknown.length > 0) {
  process.stderr.write(`no scenario ${unknown.join(", ")}; there are: ${Object.keys(scenarios).join(", ")}\n`);
  process.exit(2);
}

const workFolder = await mkdtemp(join(tmpdir(), "tidegate-bench-"));
const figures: Figure[] = [];
try {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    process.stderr.write(`measuring ${name} ..\n`);
    figures.push(...(await scenario(workFolder)));
  }
} finally {
  await rm(workFolder, { recursive: true, force: true });
}

const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
const table = new Table({
  head: ["scenario", "measure", "bar", "measured", "holds"],
  style: { head: [], border: [] },
});
for (const { scenario, measure, bar, measured, holds } of figures) {
  table.push([scenario, measure, bar, measured, holds ? "yes" : "NO"]);
}
process.stdout.write(`${machine}\n${table}\n`);

const results = fileURLToPath(new URL("./results", import.meta.url));
await mkdir(results, { recursive: true });
const file = join(results, chosen.length === 0 ? "latest.json" : `latest-${chosen.join("-")}.json`);
await writeFile(file, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, figures }, null, 2)}\n`);
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;
