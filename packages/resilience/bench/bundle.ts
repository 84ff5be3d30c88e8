import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as tidegate from "@tidegate/resilience";
import { build } from "esbuild";

export interface BundleFigure {
  readonly bundle: string;
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  /** The most that it may be, compressed. */
  readonly barBytes: number | null;
}

interface Bundle {
  readonly bundle: string;
  readonly source: string;
  readonly barBytes?: number;
}

const core = "@tidegate/resilience";

/** Each alone, with what composes it and the least that it needs to be made. */
const policies = {
  retry: ["retry"],
  circuitBreaker: ["circuitBreaker", "consecutiveFailures"],
  timeout: ["timeout"],
  bulkhead: ["bulkhead"],
  rateLimiter: ["rateLimiter"],
  cache: ["cache"],
  fallback: ["fallback"],
  hedging: ["hedging"],
  adaptiveConcurrency: ["adaptiveConcurrency"],
  loadShedding: ["loadShedding"],
  costBudget: ["costBudget"],
  chaos: ["chaos"],
};

const exporting = (names: readonly string[]) =>
  `export { ${names.filter((name) => name in tidegate).join(", ")} } from "${core}";`;

const bundles: readonly Bundle[] = [
  {
    bundle: "the four: retry, breaker, bulkhead, timeout, pipeline",
    source: exporting(["pipeline", "retry", "circuitBreaker", "consecutiveFailures", "bulkhead", "timeout"]),
    barBytes: 5_000,
  },
  { bundle: "all of the core", source: `export * from "${core}";` },
  ...Object.entries(policies)
    .filter(([policy]) => policy in tidegate)
    .map(([policy, names]) => ({ bundle: `${policy} with pipeline`, source: exporting(["pipeline", ...names]) })),
  { bundle: "cockatiel (five policies)", source: `export * from "cockatiel";` },
  { bundle: "opossum", source: `export { default } from "opossum";` },
  { bundle: "p-retry", source: `export { default } from "p-retry";` },
  { bundle: "p-queue", source: `export { default } from "p-queue";` },
];

/** Minified, and compressed with gzip -9: what a page or an edge function would load. */
export async function measureBundles(): Promise<BundleFigure[]> {
  const figures: BundleFigure[] = [];
  for (const { bundle, source, barBytes } of bundles) {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      // For opossum, which imports `events` of Node; nobody else imports anything of it.
      platform: "node",
      write: false,
    });
    const minified = outputFiles[0]?.contents ?? new Uint8Array();
    const gzipBytes = gzipSync(minified, { level: 9 }).length;
    figures.push({ bundle, minifiedBytes: minified.length, gzipBytes, barBytes: barBytes ?? null });
  }
  return figures;
}
