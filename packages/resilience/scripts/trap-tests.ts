import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Replacement } from "./wrong-versions/wrong-version.js";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const nodeModules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
/** A wrong version may wait for ever: its tests are given up after this, the whole process a little later. */
const testTimeoutMs = 5_000;
const processTimeoutMs = 120_000;

const config = `export default {
  cacheDir: ".cache",
  test: { include: ["src/traps/**/*.test.ts"], testTimeout: ${testTimeoutMs}, pool: "threads", maxWorkers: 1 },
};
`;

export interface TestOutcome {
  readonly file: string;
  readonly title: string;
  readonly status: "passed" | "failed" | "skipped" | "pending" | "todo";
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: TestOutcome["status"] }[];
  }[];
}

/** A copy of the library's source, to be spoiled and tested. */
export interface Copy {
  readonly folder: string;
  /** Runs the trap tests: of one file, those whose full name `pattern` matches, or all. */
  readonly run: (file?: string, pattern?: string) => Promise<TestOutcome[]>;
  /** @throws when a text is not in its file exactly once; nothing is changed then */
  readonly spoil: (replacements: readonly Replacement[]) => Promise<() => Promise<void>>;
}

export async function copySource(folder: string): Promise<Copy> {
  await mkdir(folder, { recursive: true });
  await cp(join(packageFolder, "src"), join(folder, "src"), { recursive: true });
  await cp(join(packageFolder, "package.json"), join(folder, "package.json"));
  await symlink(nodeModules, join(folder, "node_modules"));
  await writeFile(join(folder, "vitest.config.mjs"), config);
  return {
    folder,
    run: (file = "src/traps", pattern = "") => runTests(folder, file, pattern),
    spoil: (replacements) => spoil(folder, replacements),
  };
}

async function runTests(folder: string, file: string, pattern: string): Promise<TestOutcome[]> {
  const report = join(folder, "report.json");
  await writeFile(report, "");
  const vitest = join(nodeModules, "vitest", "vitest.mjs");
  const parameters = [vitest, "run", file, "-t", pattern, "--reporter=json", `--outputFile=${report}`];
  const complaint = await new Promise<string>((resolve) => {
    const limits = {
      cwd: folder,
      timeout: processTimeoutMs,
      maxBuffer: 2 ** 26,
      env: { ...process.env, NO_COLOR: "1" },
    };
    execFile(process.execPath, parameters, limits, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  const text = await readFile(report, "utf8");
  if (text === "") throw new Error(`the tests did not come to an end: ${complaint.slice(-2_000)}`);
  const { testResults } = JSON.parse(text) as JsonReport;
  return testResults.flatMap(({ name, assertionResults, message }) => {
    if (assertionResults.length === 0) throw new Error(`${name} does not run: ${stripVTControlCharacters(message)}`);
    return assertionResults.map(({ title, status }) => ({
      file: name.slice(name.lastIndexOf("/") + 1),
      title,
      status,
    }));
  });
}

async function spoil(folder: string, replacements: readonly Replacement[]): Promise<() => Promise<void>> {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  for (const { file, text, by } of replacements) {
    const path = join(folder, "src", file);
    const source = after.get(path) ?? (await readFile(path, "utf8"));
    if (!before.has(path)) before.set(path, source);
    const found = source.split(text).length - 1;
    if (found !== 1) throw new Error(`src/${file} has the text to replace ${found} times, not once:\n${text}`);
    after.set(
      path,
      source.replace(text, () => by),
    );
  }
  const write = async (sources: ReadonlyMap<string, string>) => {
    for (const [path, source] of sources) await writeFile(path, source);
  };
  await write(after);
  return () => write(before);
}
