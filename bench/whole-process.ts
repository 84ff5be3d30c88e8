import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface ProcessFigures {
  readonly seconds: number;
  /** The largest resident size seen, in MB; `null` where the system does not tell. */
  readonly peakMb: number | null;
  readonly exitCode: number | null;
  readonly stderr: string;
}

const program = fileURLToPath(new URL("../packages/tidegate/bin/tidegate.cjs", import.meta.url));

/** Runs `tidegate` as its users do, a process of its own, and measures it from outside. */
export function runTidegate(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ProcessFigures> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [program, ...words], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    let peakMb: number | null = null;
    const watch = setInterval(() => {
      peakMb = peakResidentMb(child.pid) ?? peakMb;
    }, 50);
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-20_000);
    });
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearInterval(watch);
      resolve({ seconds: (performance.now() - started) / 1000, peakMb, exitCode, stderr });
    });
  });
}

/** The kernel's own high-water mark of a living process (Linux). */
function peakResidentMb(pid: number | undefined): number | null {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line?.[1] === undefined ? null : Number(line[1]) / 1024;
  } catch {
    return null;
  }
}
