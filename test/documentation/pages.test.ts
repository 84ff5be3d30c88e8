import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { codeBlocks, pages, readPage, repository } from "./code-blocks.js";
import { checkTypes, entryPoint } from "./type-check.js";

const folder = "packages/resilience/docs/policies";
const policyPages = pages().filter((page) => page.startsWith(`${folder}/`));

const sections = ["About", "Usage", "Defaults", "Errors and events", "Diagram", "Anti-patterns", "Cost"];

/** Which options a page has to have a row for, by where they are exported. */
const optionsOf: Readonly<Record<string, readonly (readonly [module: string, type: string])[]>> = {
  "adaptive-concurrency": [["index", "AdaptiveConcurrencyOptions"]],
  bulkhead: [["index", "BulkheadOptions"]],
  cache: [["index", "CacheOptions"]],
  chaos: [["index", "ChaosOptions"]],
  "circuit-breaker": [["index", "CircuitBreakerOptions"]],
  "cost-budget": [["index", "CostBudgetOptions"]],
  fallback: [],
  fetch: [["fetch/index", "ResilientFetchOptions"]],
  hedging: [
    ["index", "HedgingOptions"],
    ["index", "HedgeDelay"],
  ],
  "load-shedding": [["index", "LoadSheddingOptions"]],
  pipeline: [["index", "CallOptions"]],
  "rate-limiter": [["index", "RateLimiterOptions"]],
  redis: [
    ["redis/index", "RedisConnectionOptions"],
    ["redis/index", "RedisRateLimiterOptions"],
    ["redis/index", "RedisStoreOptions"],
    ["redis/index", "SharedCircuitOptions"],
  ],
  "request-queue": [["index", "RequestQueueOptions"]],
  retry: [["index", "RetryOptions"]],
  telemetry: [
    ["opentelemetry/index", "TracingOptions"],
    ["opentelemetry/index", "MeterOptions"],
    ["prometheus/index", "PrometheusOptions"],
  ],
  timeout: [["index", "TimeoutOptions"]],
};

const nameOf = (page: string): string => page.slice(folder.length + 1, -".md".length);

/** Headings as GitHub makes anchors of them. */
const anchorsOf = (page: string): readonly string[] =>
  readPage(page)
    .split("\n")
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, "")
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );

describe("the pages", () => {
  const modules = new Map<string, ts.Symbol>();
  let checker: ts.TypeChecker;

  beforeAll(() => {
    const paths = new Set(Object.values(optionsOf).flatMap((types) => types.map(([module]) => module)));
    const imports = [...paths].map((module) => `import "../../../packages/resilience/src/${module}.js";\n`).join("");
    const all = { page: "all-modules.md", line: 1, language: "ts", attributes: [], code: imports };
    const { program } = checkTypes([all]);
    checker = program.getTypeChecker();
    for (const module of paths) {
      const source = program.getSourceFile(join(dirname(entryPoint), `${module}.ts`));
      const symbol = source && checker.getSymbolAtLocation(source);
      if (symbol !== undefined) modules.set(module, symbol);
    }
  }, 60_000);

  function typeOf(module: string, name: string): ts.Type {
    const symbols = checker.getExportsOfModule(modules.get(module) as ts.Symbol);
    const symbol = symbols.find((exported) => exported.name === name);
    if (symbol === undefined) throw new Error(`${module} exports no ${name}`);
    const known = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return checker.getDeclaredTypeOfSymbol(known);
  }

  const propertiesOf = (type: ts.Type): readonly string[] => [
    ...new Set((type.isUnion() ? type.types : [type]).flatMap((one) => one.getProperties().map(({ name }) => name))),
  ];

  it("there is one for each policy", () => {
    expect(policyPages.map(nameOf).sort()).toEqual(Object.keys(optionsOf).sort());
  });

  it.each(policyPages)("%s has the sections of the template, in order", (page) => {
    const headings = readPage(page)
      .split("\n")
      .filter((line) => line.startsWith("## "))
      .map((line) => line.slice(3));
    expect(headings).toEqual(sections);
    expect(codeBlocks(page).some(({ language }) => language === "mermaid")).toBe(true);
  });

  it.each(policyPages)("%s has a row for each option, and none for what is no option", (page) => {
    const options = (optionsOf[nameOf(page)] ?? []).flatMap(([module, type]) => propertiesOf(typeOf(module, type)));
    const text = readPage(page);
    const defaults = text.slice(text.indexOf("## Defaults"), text.indexOf("## Errors and events"));
    const cells = defaults.split("\n").flatMap((line) => (line.startsWith("| `") ? [line.split(" | ")[0] ?? ""] : []));
    const documented = cells.flatMap((cell) => Array.from(cell.matchAll(/`(\w+)`/g), ([, name]) => name));
    expect(options.filter((option) => !documented.includes(option))).toEqual([]);
    if (options.length === 0) return;
    // Tables of what belongs to an option (strategies, algorithms, ..) are headed by words, functions by their name.
    const unknown = documented.filter((name) => name !== undefined && !options.includes(name));
    const functions = checker.getExportsOfModule(modules.get("index") as ts.Symbol).map(({ name }) => name);
    const ofModules = Array.from(modules.values()).flatMap((module) =>
      checker.getExportsOfModule(module).map(({ name }) => name),
    );
    expect(unknown.filter((name) => ![...functions, ...ofModules].includes(name ?? ""))).toEqual([]);
  });

  const wordsOf = (type: ts.Type): readonly string[] =>
    (type.isUnion() ? type.types : [type]).flatMap((word) => (word.isStringLiteral() ? [word.value] : []));

  it.each(["ResilienceErrorCode", "PipelineWarningCode", "ProfileName"])("pipeline.md names every %s", (name) => {
    const words = wordsOf(typeOf("index", name));
    expect(words.length).toBeGreaterThan(3);
    const text = readPage(`${folder}/pipeline.md`) + readPage("packages/resilience/docs/choosing.md");
    expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
  });

  it("telemetry.md and the policies' own pages name every event", () => {
    const events = typeOf("index", "ResilienceEvent");
    const types = (events.isUnion() ? events.types : [events]).flatMap((event) => {
      const property = event.getProperty("type");
      return property === undefined ? [] : wordsOf(checker.getTypeOfSymbol(property));
    });
    expect(types.length).toBeGreaterThan(30);
    const telemetry = readPage(`${folder}/telemetry.md`);
    expect(types.filter((type) => !telemetry.includes(`\`${type}\``))).toEqual([]);
    const elsewhere = policyPages
      .filter((page) => nameOf(page) !== "telemetry")
      .map(readPage)
      .join("\n");
    expect(types.filter((type) => !elsewhere.includes(`\`${type}\``))).toEqual([]);
  });

  it.each(pages())("%s links to what is there", (page) => {
    const text = readPage(page).replaceAll(/```[\s\S]*?```/g, "");
    const broken = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(repository, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(pages().filter((page) => page.startsWith("packages/resilience/docs/")))("%s keeps to 120 columns", (page) => {
    const prose = readPage(page).replaceAll(/^```[\s\S]*?^```/gm, "");
    const long = prose.split("\n").filter((line) => line.length > 120 && !line.startsWith("|"));
    expect(long).toEqual([]);
  });
});
