/**
 * Proves that the trap tests catch what they are named after: each deliberately wrong version of the library has to
 * turn its test red, and the library as it is leaves it green. `npm run prove:traps -w @tidegate/resilience`, with
 * `-- --trap 14` for one trap, `-- --parallel 4` for more than two at a time.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Copy, copySource, type TestOutcome } from "./trap-tests.js";
import { wrongVersions } from "./wrong-versions/all.js";
import type { WrongVersion } from "./wrong-versions/wrong-version.js";

const numberOfTraps = 32;

const { values: options } = parseArgs({
  options: { trap: { type: "string", multiple: true }, parallel: { type: "string", default: "2" } },
});
const chosen = wrongVersions.filter(({ trap }) => options.trap?.includes(trap.toString()) ?? true);
const print = (text: string) => process.stdout.write(`${text}\n`);

const belongsTo =
  ({ tests, title }: WrongVersion) =>
  (test: TestOutcome) =>
    test.file === tests && test.title.startsWith(title);

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is the matter with a proof; `undefined`: the wrong version is caught. */
async function prove(version: WrongVersion, copy: Copy): Promise<string | undefined> {
  const restore = await copy.spoil(version.replacements);
  try {
    const outcomes = await copy.run(`src/traps/${version.tests}`, literally(version.title));
    return outcomes.some((test) => belongsTo(version)(test) && test.status === "failed")
      ? undefined
      : "the test stays green";
  } finally {
    await restore();
  }
}

function checkCovered(outcomes: readonly TestOutcome[]): string[] {
  const problems: string[] = [];
  for (let trap = 1; trap <= numberOfTraps; trap += 1) {
    if (!outcomes.some(({ title }) => title.startsWith(`${trap}: `))) problems.push(`trap ${trap} has no test`);
    if (!wrongVersions.some((version) => version.trap === trap)) problems.push(`trap ${trap} has no wrong version`);
  }
  return problems;
}

function checkGreen(outcomes: readonly TestOutcome[]): string[] {
  const red = outcomes.filter(({ status }) => status === "failed");
  return red.map(({ file, title }) => `${file}: ${title}: red without any wrong version`);
}

const problemOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const folder = await mkdtemp(join(tmpdir(), "tidegate-traps-"));
const problems: string[] = [];
try {
  const lanes = Array.from({ length: Number(options.parallel) }, (_, lane) => copySource(join(folder, `lane-${lane}`)));
  const copies = await Promise.all(lanes);
  const outcomes = (await copies[0]?.run()) ?? [];
  problems.push(...checkGreen(outcomes));
  if (options.trap === undefined) problems.push(...checkCovered(outcomes));
  const waiting = [...chosen];
  const work = async (copy: Copy) => {
    for (let version = waiting.shift(); version !== undefined; version = waiting.shift()) {
      const problem = outcomes.some(belongsTo(version))
        ? await prove(version, copy).catch(problemOf)
        : `${version.tests} has no test "${version.title}"`;
      print(`${problem === undefined ? "caught" : "MISSED"}  ${version.trap}: ${version.wrong}`);
      if (problem !== undefined) problems.push(`${version.trap}: ${version.wrong}: ${problem}`);
    }
  };
  await Promise.all(copies.map(work));
} finally {
  await rm(folder, { recursive: true, force: true });
}

print(`\n${chosen.length} wrong versions, ${problems.length} problems`);
for (const problem of problems) print(`- ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
