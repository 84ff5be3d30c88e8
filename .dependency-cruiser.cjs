/** The architecture's rules, as ARCHITECTURE.md states them; `npm run boundaries` checks them. */
const ours = (name) => `^packages/${name}/`;

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resilience-stands-alone",
      comment: "The core of the resilience library depends on nothing, not even on Node.",
      severity: "error",
      from: { path: `${ours("resilience")}src`, pathNot: "\\.test\\.ts$" },
      to: { pathNot: `${ours("resilience")}src` },
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
      comment: "Tests may use the development tools of the workspace's root.",
      from: { path: "^packages/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.test.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["tidegate-source", "import", "node", "types", "default"],
    },
  },
};
