// Runs one block and tells how it ended; a block that never ends settles nothing, and the worker's exit says so.
import { inspect, isDeepStrictEqual } from "node:util";
import { parentPort, workerData } from "node:worker_threads";

const problems = [];
const shown = (value) => inspect(value, { depth: 8, breakLength: Number.POSITIVE_INFINITY });

globalThis.__check = (line, actual, expected) => {
  if (!isDeepStrictEqual(actual, expected)) {
    problems.push(`line ${workerData.line + line}: it is ${shown(actual)}, not ${shown(expected)}`);
  }
};

await import(workerData.url);
parentPort.postMessage(problems);
