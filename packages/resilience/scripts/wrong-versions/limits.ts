import type { WrongVersion } from "./wrong-version.js";

export const limits: readonly WrongVersion[] = [
  {
    trap: 8,
    wrong: "the limiter reads the wall clock",
    replacements: [
      { file: "rate-limiter/rate-limiter.ts", text: "waitTime(clock.now())", by: "waitTime(clock.wallNow())" },
    ],
    tests: "time.test.ts",
    title: "8: a wall clock that steps back an hour",
  },
  {
    trap: 10,
    wrong: "the limiter's timer runs on after the last waiter left",
    replacements: [
      {
        file: "rate-limiter/limited-line.ts",
        text: "if (this.timer !== undefined) this.clock.clearTimeout(this.timer);",
        by: "",
      },
    ],
    tests: "time.test.ts",
    title: "10: a caller who leaves a queue",
  },
  {
    trap: 17,
    wrong: "who leaves while waiting keeps the place in the line",
    replacements: [{ file: "queue/wait-in-line.ts", text: "line.leave(place);", by: "" }],
    tests: "cancellation.test.ts",
    title: "17: abort while queued removes the entry and rejects at once: bulkhead",
  },
  {
    trap: 17,
    wrong: "the abort is noticed only when the turn comes",
    replacements: [{ file: "queue/wait-in-line.ts", text: "cancellation?.subscribe(onCancel);", by: "" }],
    tests: "cancellation.test.ts",
    title: "17: abort while queued removes the entry and rejects at once: rate limiter",
  },
  {
    trap: 21,
    wrong: "GCRA adds up fractions of a ms",
    replacements: [
      {
        file: "rate-limiter/gcra.ts",
        text: "Math.max(arrival, now * limit) + periodMs",
        by: "Math.max(arrival, now) + periodMs / limit",
      },
      { file: "rate-limiter/gcra.ts", text: "const present = now * limit;", by: "const present = now;" },
      {
        file: "rate-limiter/gcra.ts",
        text: "ahead * periodMs - tolerance",
        by: "(ahead * periodMs) / limit - tolerance",
      },
      {
        file: "rate-limiter/gcra.ts",
        text: "Math.max(0, earliest - present) / limit",
        by: "Math.max(0, earliest - present)",
      },
    ],
    tests: "rate-limiter.test.ts",
    title: "21: GCRA does not drift",
  },
  {
    trap: 21,
    wrong: "a counter per fixed window instead of a sliding one: twice the limit at its edge",
    replacements: [
      {
        file: "rate-limiter/sliding-window.ts",
        text: "const freedAt = givenAt(limit - (ahead % limit)) + periodMs;",
        by: "const freedAt = (Math.floor(givenAt(limit - (ahead % limit)) / periodMs) + 1) * periodMs;",
      },
    ],
    tests: "rate-limiter.test.ts",
    title: "21: no 2x burst at a window's edge: sliding-window",
  },
  {
    trap: 21,
    wrong: "a newcomer takes a free permit although others wait",
    replacements: [
      {
        file: "rate-limiter/limited-line.ts",
        text: "this.line.size > 0 || this.waitTime(now) > 0",
        by: "this.waitBehind(now, 0) > 0",
      },
    ],
    tests: "rate-limiter.test.ts",
    title: "21: waiters are served in order",
  },
  {
    trap: 22,
    wrong: "a state for every key that ever came",
    replacements: [
      {
        file: "keys/keyed-states.ts",
        text: "if (this.kept.size >= this.maxKeys && !this.makePlace()) return undefined;",
        by: "",
      },
    ],
    tests: "keys.test.ts",
    title: "22: a breaker's keys are bounded",
  },
  {
    trap: 22,
    wrong: "idle keys are never forgotten",
    replacements: [{ file: "keys/keyed-states.ts", text: "    this.forgetIdle(now);\n", by: "" }],
    tests: "keys.test.ts",
    title: "22: keys that were not used for a while are forgotten",
  },
  {
    trap: 22,
    wrong: "a limiter forgets keys that still owe a wait",
    replacements: [
      { file: "rate-limiter/rate-limiter.ts", text: "mayForget: (line) => line.isFresh", by: "mayForget: () => true" },
    ],
    tests: "keys.test.ts",
    title: "22: a limiter forgets no key that still owes a wait",
  },
];
