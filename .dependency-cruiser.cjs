/** The architecture's rules, as ARCHITECTURE.md states them; `npm run boundaries` checks them. */
const ours = (name) => `^packages/${name}/`;
/** Subpaths of the resilience library that speak to something outside of it. */
const adapters = `${ours("resilience")}src/(redis|opentelemetry|prometheus|fetch)/`;

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resilience-stands-alone",
      comment: "The core of the resilience library depends on nothing, not even on Node, nor on its own adapters.",
      severity: "error",
      from: { path: `${ours("resilience")}src`, pathNot: [adapters, "\\.(test|contract)\\.ts$"] },
      to: { path: ["^(?!packages/resilience/src/)", adapters] },
    },
    {
      name: "resilience-adapters-on-their-peers-only",
      comment:
        "An adapter may know its peer, which is optional to install; none needs Node, for edge runtimes have it not.",
      severity: "error",
      from: { path: adapters, pathNot: "\\.(test|contract)\\.ts$" },
      to: {
        path: "^(?!packages/resilience/src/)",
        pathNot: "^node_modules/(redis|@redis/[^/]+|ioredis|prom-client|@opentelemetry/api)/",
      },
    },
    {
      name: "resilience-adapters-apart",
      comment: "Who installs one peer does not need another.",
      severity: "error",
      from: { path: adapters, pathNot: "\\.(test|contract)\\.ts$" },
      to: { path: adapters, pathNot: `${ours("resilience")}src/$1/` },
    },
    {
      name: "integrations-on-resilience-only",
      severity: "error",
      from: { path: ours("integrations") },
      to: { path: "^packages/(invoices|tidegate)/" },
    },
    {
      name: "invoices-imports-none-of-ours",
      severity: "error",
      from: { path: ours("invoices") },
      to: { path: "^packages/(resilience|integrations|tidegate)/" },
    },
    {
      name: "domain-does-no-io",
      comment: "Clock, randomness, files and services are passed in.",
      severity: "error",
      from: { path: `${ours("invoices")}src`, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-deep-imports-across-packages",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: {
        path: "^packages/([^/]+)/src/",
        pathNot: ["^packages/$1/", "^packages/[^/]+/src/index\\.ts$", "^packages/resilience/src/testing/index\\.ts$"],
      },
    },
    {
      name: "product-never-imports-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: "\\.(test|contract)\\.ts$" },
      to: { path: ["^test/", "\\.(test|contract)\\.ts$"] },
    },
    {
      name: "no-unlisted-dependency",
      severity: "error",
      comment: "Tests and benchmarks may use the development tools of the workspace's root.",
      from: { path: "^packages/", pathNot: ["\\.test\\.ts$", "^packages/[^/]+/bench/"] },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/" },
    tsPreCompilationDeps: true,
    // A package of the workspace lists its dependencies itself.
    combinedDependencies: true,
    tsConfig: { fileName: "tsconfig.test.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["tidegate-source", "import", "node", "types", "default"],
    },
  },
};
