import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const projectRoot = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const program = join(projectRoot, "packages/tidegate/bin/tidegate.cjs");

export interface ProcessOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Leaves standard input open after `stdin`, as a terminal does. */
  readonly keepStdinOpen?: boolean;
  /** Stops reading standard output after this many lines, as `head` does. */
  readonly readLines?: number;
  /** Called with the running process, for tests that signal it. */
  readonly onStart?: (signal: (name: NodeJS.Signals) => void) => void;
}

/** Runs the built program as a process of its own, in the project's root, with none of the caller's settings. */
export function runTidegate(words: readonly string[], options: ProcessOptions = {}): Promise<Finished> {
  return new Promise((settle, reject) => {
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("TIDEGATE_")),
    );
    const child = spawn(process.execPath, [program, ...words], {
      cwd: projectRoot,
      env: { ...environment, ...options.environment },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (options.readLines !== undefined && stdout.split("\n").length > options.readLines) child.stdout.destroy();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (exitCode) => settle({ exitCode, stdout, stderr }));
    // A process may end before it has read all its input.
    child.stdin.on("error", () => {});
    child.stdin.write(options.stdin ?? "");
    if (options.keepStdinOpen !== true) child.stdin.end();
    child.on("exit", () => child.stdin.destroy());
    options.onStart?.((name) => child.kill(name));
  });
}

/** An empty folder of the test's own. */
export function scratchFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "tidegate-e2e-"));
}

export function jsonLines<Line>(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
