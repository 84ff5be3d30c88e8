import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { type CodeBlock, placeOf, repository } from "./code-blocks.js";
import { type Promises, withChecks } from "./promises.js";

const folder = join(repository, "test/documentation/.blocks");
const bootstrap = new URL("./block-worker.js", import.meta.url);

/** A block that has not ended by then hangs. */
const patienceMs = 10_000;

/** Blocks that were made runnable; `clean` takes their files away. */
export interface RunnableBlocks {
  /** What is wrong with the block at this place of the list; nothing when all is as it says. */
  problems(index: number): Promise<readonly string[]>;
  clean(): void;
}

function readPromises(block: CodeBlock): Promises {
  try {
    return withChecks(block.code);
  } catch (error) {
    throw new Error(placeOf(block), { cause: error });
  }
}

/** Bundles all blocks at once: what they share of the library is compiled one time and read from one file. */
export async function prepareBlocks(blocks: readonly CodeBlock[]): Promise<RunnableBlocks> {
  const promises = blocks.map(readPromises);
  mkdirSync(folder, { recursive: true });
  const output = mkdtempSync(join(folder, "run-"));
  await build({
    entryPoints: blocks.map((_, index) => ({ in: `block:${index}`, out: `block-${index}` })),
    outdir: output,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["tidegate-source"],
    logLevel: "silent",
    plugins: [
      {
        name: "blocks",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^block:/ }, ({ path }) => ({ path: path.slice("block:".length), namespace: "block" }));
          onLoad({ filter: /.*/, namespace: "block" }, ({ path }) => {
            const contents = promises[Number(path)]?.code ?? "";
            return { contents, loader: "ts", resolveDir: repository };
          });
          // Other people's packages are loaded as they are; ours from their sources.
          onResolve({ filter: /^[^./]/ }, ({ path, namespace }) =>
            path.startsWith("@tidegate/") || namespace === "" ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  return {
    problems(index) {
      const url = pathToFileURL(join(output, `block-${index}.mjs`)).href;
      return runInWorker(url, blocks[index]?.line ?? 1, promises[index]?.prints ?? []);
    },
    clean: () => rmSync(output, { recursive: true, force: true }),
  };
}

/** What is wrong with a block, or nothing. A worker each: listeners, timers and globals of one are nobody else's. */
async function runInWorker(url: string, line: number, prints: readonly string[]): Promise<readonly string[]> {
  const worker = new Worker(bootstrap, { workerData: { url, line }, execArgv: [], stdout: true, stderr: true });
  const output = text(worker.stdout);
  const complaints = text(worker.stderr);
  const problems = await new Promise<readonly string[]>((resolve) => {
    const patience = setTimeout(() => resolve([`it has not ended within ${patienceMs} ms`]), patienceMs);
    let told: readonly string[] = ["it ended in the middle: what it waits for never comes"];
    const thrown: string[] = [];
    worker.once("message", (message: readonly string[]) => {
      told = message;
    });
    worker.once("error", (error: unknown) => {
      thrown.push(`it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
    worker.once("exit", () => {
      clearTimeout(patience);
      resolve(thrown.length > 0 ? thrown : told);
    });
  });
  await worker.terminate();
  const warnings = (await complaints).trim();
  const printed = (await output).split("\n").slice(0, -1);
  const printsOtherwise = prints.length > 0 && printed.join("\n") !== prints.join("\n");
  return [
    ...problems,
    ...(warnings === "" ? [] : [`it complained: ${warnings}`]),
    ...(printsOtherwise ? [`it printed\n${printed.join("\n")}\nand not\n${prints.join("\n")}`] : []),
  ];
}
