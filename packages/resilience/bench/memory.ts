/**
 * Bytes per call, ours and the peers', printed as JSON. A process of its own, because the young generation has to be
 * large enough that nothing is collected while a sample is taken: {@link measureMemory} starts it so.
 */
import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cases } from "./cases/all.js";
import type { Case, Prepare } from "./contest.js";
import { collectGarbage } from "./engine.js";
import { median } from "./statistics.js";
import { wallTime } from "./stopwatch.js";
import { prepareSubject, timeCalls } from "./subject.js";

const warmUpCalls = 20_000;
const sampleCalls = 1_000;
const samples = 7;
const callsInFlight = 10_000;
/** What the harness itself holds per call: a place in an array. */
const placeBytes = 8;

export interface MemoryFigure {
  readonly name: string;
  readonly contestant: string;
  /** Allocated by one call, collected or not. */
  readonly allocatedBytes: number;
  /** What one of 10,000 calls in flight holds on to; `null` where calls are never in flight. */
  readonly retainedBytes: number | null;
}

const heapBytes = () => process.memoryUsage().heapUsed;

async function allocated(contest: Case, prepare: Prepare): Promise<number> {
  const subject = await prepareSubject(contest, prepare);
  await timeCalls(subject, warmUpCalls, wallTime);
  const perCall: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    collectGarbage();
    const before = heapBytes();
    const calls = await subject.batch(sampleCalls);
    perCall.push((heapBytes() - before) / calls);
  }
  return median(perCall);
}

async function retained(contest: Case, prepare: Prepare): Promise<number> {
  const subject = await prepareSubject(contest, prepare, "flight");
  await timeCalls(subject, warmUpCalls, wallTime);
  const perCall: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    collectGarbage();
    const before = heapBytes();
    const land = subject.launch(callsInFlight);
    await turn();
    collectGarbage();
    perCall.push((heapBytes() - before) / callsInFlight - placeBytes);
    await land();
  }
  return median(perCall);
}

async function measureCase(contest: Case): Promise<MemoryFigure[]> {
  const figures: MemoryFigure[] = [];
  for (const { name, prepare } of [{ name: "tidegate", prepare: contest.ours }, ...contest.peers]) {
    figures.push({
      name: contest.name,
      contestant: name,
      allocatedBytes: Math.round(await allocated(contest, prepare)),
      retainedBytes: contest.retains ? Math.round(await retained(contest, prepare)) : null,
    });
  }
  return figures;
}

const script = fileURLToPath(import.meta.url);

export async function measureMemory({ name }: Case): Promise<MemoryFigure[]> {
  const youngGeneration = ["--min-semi-space-size=256", "--max-semi-space-size=256"];
  const { stdout } = await promisify(execFile)(process.execPath, [...youngGeneration, "--import", "tsx", script, name]);
  return JSON.parse(stdout) as MemoryFigure[];
}

if (process.argv[1] === script) {
  const contest = cases.find(({ name }) => name === process.argv[2]);
  if (contest === undefined) throw new Error(`no case ${process.argv[2]}`);
  process.stdout.write(JSON.stringify(await measureCase(contest)), () => process.exit(0));
}
