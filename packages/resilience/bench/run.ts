/**
 * Measures ours beside the libraries that people use today: speed in one process, interleaved, with its spread; memory
 * per call; bundle size. Ours is the built `dist`, as users get it, with nobody listening to its diagnostics.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { seededRandom } from "@tidegate/resilience/testing";
import { measureBundles } from "./bundle.js";
import { cases } from "./cases/all.js";
import { comparisonTable } from "./comparison.js";
import { type MemoryFigure, measureMemory } from "./memory.js";
import { bundleTable, memoryTable, type Results, speedTable } from "./report.js";
import { measureSpeed, type SpeedFigure } from "./speed.js";
import { processorTime, wallTime } from "./stopwatch.js";

const usage = `npm run bench -w @tidegate/resilience -- [options]
  --case NAME      only this case, may be repeated: ${cases.map(({ name }) => name).join(", ")}
  --only PART      only this part, may be repeated: speed, memory, size
  --rounds N       rounds of the speed part, default 41
  --seed N         of the order in which a round's contestants run, default 1
  --cpu            measure the processor's time instead of the wall's: for a machine that others use too
  --json FILE      write the figures there
  --record         write them to bench/results/<date>.json
  --compare FILE   print what changed since those figures
`;

const { values: options } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "41" },
    seed: { type: "string", default: "1" },
    cpu: { type: "boolean", default: false },
    json: { type: "string" },
    record: { type: "boolean", default: false },
    compare: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const peers = ["cockatiel", "opossum", "p-retry", "p-queue", "rate-limiter-flexible", "lru-cache", "bentocache"];
const listed = createRequire(import.meta.url)("../package.json") as { devDependencies: Record<string, string> };
const versions = Object.fromEntries(peers.map((peer) => [peer, listed.devDependencies[peer] ?? "unlisted"]));

/** cockatiel 4 asks for Node 22 and uses nothing that Node 20 has not. */
const aboutPeers = "opossum 9, p-retry 7 and p-queue 9.3 are the newest that take Node 20; cockatiel 4 runs on it.";

const wants = (part: string) => options.only?.includes(part) ?? true;
const chosen = cases.filter(({ name }) => options.case?.includes(name) ?? true);
if (chosen.length === 0) {
  process.stderr.write(usage);
  process.exit(2);
}

const rounds = Number(options.rounds);
const random = seededRandom(Number(options.seed));
const now = options.cpu ? processorTime : wallTime;
const print = (text: string) => process.stdout.write(`${text}\n`);

const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`;
print(machine);
print(peers.map((peer) => `${peer} ${versions[peer]}`).join(", "));
print(aboutPeers);

const speed: SpeedFigure[] = [];
if (wants("speed")) {
  for (const contest of chosen) speed.push(...(await measureSpeed(contest, { rounds, random, now })));
  print(`\nns per call, medians of ${rounds} rounds; ${options.cpu ? "processor" : "wall"} time`);
  print(speedTable(speed));
  const [load = 0] = loadavg();
  if (load > availableParallelism()) {
    print(
      `The machine is busy (load ${load.toFixed(1)}): trust the column "undisturbed" and measure again when it is not.`,
    );
  }
}

const memory: MemoryFigure[] = [];
if (wants("memory")) {
  for (const contest of chosen) memory.push(...(await measureMemory(contest)));
  print("\nheap bytes that a call allocates, and that one of 10,000 calls in flight holds on to");
  print(memoryTable(memory));
}

const bundles = wants("size") && options.case === undefined ? await measureBundles() : [];
if (bundles.length > 0) {
  print("\nbytes, minified and compressed");
  print(bundleTable(bundles));
}

const measuredAt = new Date().toISOString();
const stopwatch = options.cpu ? "cpu" : "wall";
const results: Results = { measuredAt, machine, versions, rounds, stopwatch, speed, memory, bundles };
if (options.compare !== undefined) {
  const earlier = JSON.parse(await readFile(options.compare, "utf8")) as Results;
  print(`\nsince ${earlier.measuredAt}`);
  print(comparisonTable(earlier, results));
}

const files = options.json === undefined ? [] : [options.json];
if (options.record) {
  const folder = new URL("./results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  files.push(new URL(`${measuredAt.slice(0, 10)}.json`, folder).pathname);
}
for (const file of files) await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
process.exit(0);
