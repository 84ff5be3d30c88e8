import type { WrongVersion } from "./wrong-version.js";

export const caching: readonly WrongVersion[] = [
  {
    trap: 23,
    wrong: "every caller who misses starts a load",
    replacements: [
      {
        file: "cache/loading-cache.ts",
        text: "return flight ?? this.loads.start(key, load);",
        by: "return this.loads.start(key, load);",
      },
    ],
    tests: "cache.test.ts",
    title: "23: the expiry of a hot key recomputes it once",
  },
  {
    trap: 23,
    wrong: "after a shared failure each waiter runs the loader once more",
    replacements: [
      {
        file: "cache/loading-cache.ts",
        text: "await this.loads.flights.wait(key, flight, asker.cancellation);",
        by: "await this.loads.flights.wait(key, flight, asker.cancellation).catch(() => this.loads.start(key, load).outcome);",
      },
    ],
    tests: "cache.test.ts",
    title: "23: single-flight shares one failure with all waiters",
  },
  {
    trap: 24,
    wrong: "undefined means that nothing is cached",
    replacements: [
      {
        file: "cache/time-to-live.ts",
        text: "  const nominal = nominalLife(value, settings);",
        by: "  if (value === undefined) return undefined;\n  const nominal = nominalLife(value, settings);",
      },
    ],
    tests: "cache.test.ts",
    title: "24: undefined and null are values",
  },
  {
    trap: 24,
    wrong: "null lives as long as any value",
    replacements: [
      { file: "cache/time-to-live.ts", text: "value === undefined || value === null", by: "value === undefined" },
    ],
    tests: "cache.test.ts",
    title: "24: undefined and null are values",
  },
  {
    trap: 24,
    wrong: "errors are never kept",
    replacements: [{ file: "cache/time-to-live.ts", text: "if (!isKeepable(error)) return 0;", by: "return 0;" }],
    tests: "cache.test.ts",
    title: "24: errors can be kept",
  },
  {
    trap: 24,
    wrong: "only the outermost object is frozen",
    replacements: [
      {
        file: "cache/protection.ts",
        text: "for (const object of objects) Object.freeze(object);",
        by: "Object.freeze(value);",
      },
    ],
    tests: "cache.test.ts",
    title: "24: a cached object can not be changed by a caller",
  },
  {
    trap: 24,
    wrong: "a Date is handed to everybody as it is",
    replacements: [
      { file: "cache/protection.ts", text: "copied ? structuredClone(value) : value", by: "copied ? value : value" },
    ],
    tests: "cache.test.ts",
    title: "24: what can not be frozen is handed out as a copy",
  },
  {
    trap: 32,
    wrong: "the last known good value has no maximum age",
    replacements: [
      {
        file: "cache/loads.ts",
        text: " || clock.now() - held.loadedAt > live.current.lastKnownGoodMs",
        by: " || live.current.lastKnownGoodMs === 0",
      },
    ],
    tests: "cache.test.ts",
    title: "32: last-known-good stands in with its age",
  },
  {
    trap: 32,
    wrong: "a fallback's answer is cached like the service's own",
    replacements: [
      { file: "cache/loads.ts", text: "flight.record.degraded ? undefined : lifeOfValue", by: "lifeOfValue" },
    ],
    tests: "cache.test.ts",
    title: "32: a fallback's answer is passed on but not cached",
  },
];
