/**
 * Measures ours beside the libraries that people use today, in one process, interleaved:
 * `npm run bench -w @tidegate/resilience [-- --case breaker --rounds 21 --json FILE]`. Ours is the built `dist`.
 */
import { writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { cases } from "./cases.js";
import { processorTime, wallTime } from "./loop.js";
import { measureSpeed, type SpeedFigure } from "./speed.js";
import { seeded } from "./statistics.js";

const { values: options } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    rounds: { type: "string", default: "21" },
    seed: { type: "string", default: "1" },
    cpu: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

const chosen = cases.filter(({ name }) => options.case?.includes(name) ?? true);
if (chosen.length === 0) {
  process.stderr.write(`no such case; there are: ${cases.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}

const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`;
const random = seeded(Number(options.seed));
const rounds = Number(options.rounds);
const now = options.cpu ? processorTime : wallTime;
const speed: SpeedFigure[] = [];
for (const contest of chosen) {
  process.stderr.write(`measuring ${contest.name} ..\n`);
  speed.push(...(await measureSpeed(contest, { rounds, random, now })));
}

const times = (ratio: number) => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`;
const table = new Table({
  head: ["case", "peer", "ours ns", "peer ns", "times faster [worst .. best round]", "bar", "holds"],
  style: { head: [], border: [] },
  colAligns: ["left", "left", "right", "right", "left", "right", "left"],
});
for (const { name, peer, oursNs, peerNs, ratio, worst, best, bar } of speed) {
  const holds = bar === undefined ? "" : ratio >= bar ? "yes" : "MISSED";
  const spread = `${times(ratio)} [${times(worst)} .. ${times(best)}]`;
  table.push([name, peer, oursNs.toFixed(0), peerNs.toFixed(0), spread, bar === undefined ? "" : times(bar), holds]);
}
process.stdout.write(`${machine}\n${table}\n`);
if (options.json !== undefined) {
  await writeFile(
    options.json,
    `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, speed }, null, 2)}\n`,
  );
}
process.exit(0);
