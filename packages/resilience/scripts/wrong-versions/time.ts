import type { WrongVersion } from "./wrong-version.js";

export const time: readonly WrongVersion[] = [
  {
    trap: 8,
    wrong: "the monotonic clock is taken once, when the module loads",
    replacements: [
      {
        file: "clock/system-clock.ts",
        text: "now: () => globalThis.performance.now(),",
        by: "now: globalThis.performance.now.bind(globalThis.performance),",
      },
    ],
    tests: "time.test.ts",
    title: "8: the system clock is looked up at call time",
  },
  {
    trap: 8,
    wrong: "the age of a stored value may be negative",
    replacements: [
      {
        file: "cache/holdings.ts",
        text: "Math.max(0, this.clock.wallNow() - storedAt)",
        by: "this.clock.wallNow() - storedAt",
      },
    ],
    tests: "time.test.ts",
    title: "8: a value from the store is not fresh for longer",
  },
  {
    trap: 9,
    wrong: "a delay goes to setTimeout as it is",
    replacements: [
      { file: "clock/system-clock.ts", text: "ms > longestTimer ? startLongTimer(callback, ms) : ", by: "" },
    ],
    tests: "time.test.ts",
    title: "9: a delay over 2^31-1 ms does not fire at once",
  },
  {
    trap: 9,
    wrong: "only the first piece of a long delay can be cleared",
    replacements: [
      {
        file: "clock/system-clock.ts",
        text: "timer.piece = globalThis.setTimeout(waitOn, piece);",
        by: "globalThis.setTimeout(waitOn, piece);",
      },
    ],
    tests: "time.test.ts",
    title: "9: such a delay can be cleared in each of its pieces",
  },
];
