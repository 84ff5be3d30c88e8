import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** What browsers, workers and edge runtimes have in common; nothing of Node. */
const standardGlobals = {
  AbortController,
  AbortSignal,
  DOMException,
  Event,
  EventTarget,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  performance,
  structuredClone,
  // A number, as in browsers: nothing to call `unref` on.
  setTimeout: (callback: () => void, ms: number) => Number(setTimeout(callback, ms)),
  clearTimeout: (timer: number) => clearTimeout(timer),
};

const program = `
import * as R from "./index.js";
import { resilientFetch } from "./fetch/index.js";
const policies = R.pipeline(
  R.fallback([{ name: "bundled", run: () => "bundled" }]),
  R.timeout({ ms: 1000, kind: "total" }),
  R.retry({ maxRetries: 2, backoff: R.constantBackoff(1), jitter: "none" }),
  R.circuitBreaker({ strategy: R.consecutiveFailures(5) }),
  R.rateLimiter({ kind: "sliding-window", limit: 10, periodMs: 10 }),
  R.bulkhead({ concurrency: 1, queue: 5 }),
  R.hedging({ afterMs: 500 }),
  R.timeout({ ms: 20 }),
);
const unwell = ({ attempt }) => attempt < 3 ? Promise.reject(Object.assign(new Error("down"), { status: 503 })) : "well";
const memory = R.cache({ ttlMs: 1000 });
const fetched = resilientFetch(R.pipeline(R.retry({ maxRetries: 1, backoff: R.constantBackoff(1) })), {
  fetch: async () => new Response("page", { status: 200 }),
});
globalThis.answers = Promise.all([
  policies.execute(unwell),
  policies.execute(({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))),
  memory.getOrLoad("key", () => ({ loaded: true })).then(() => memory.size),
  fetched("https://service.example/").then((response) => response.text()),
]);
`;

describe("runtimes other than Node", () => {
  it("the core and the fetch adapter run with nothing but web standards", async () => {
    const stdin = { contents: program, resolveDir: join(import.meta.dirname), loader: "js" as const };
    const { outputFiles } = await build({ stdin, bundle: true, platform: "neutral", format: "iife", write: false });
    const context = createContext({ ...standardGlobals });
    runInContext(outputFiles[0]?.text ?? "", context);
    expect(await (context as { answers?: Promise<unknown> }).answers).toEqual(["well", "bundled", 1, "page"]);
  });
});
