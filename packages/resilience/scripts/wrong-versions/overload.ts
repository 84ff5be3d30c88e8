import type { WrongVersion } from "./wrong-version.js";

const race = "hedging/race.ts";
const hedging = "hedging/hedging.ts";
const adaptive = "adaptive-concurrency/adaptive-concurrency.ts";
const measured = "adaptive-concurrency/measured.ts";
const estimate = "adaptive-concurrency/limit-estimate.ts";
const neutral = "call/neutral.ts";

/** Hedging, adaptive concurrency and load shedding. */
export const overload: readonly WrongVersion[] = [
  {
    trap: 4,
    wrong: "the attempt that lost fails as if it had timed out",
    replacements: [{ file: race, text: 'refusal("ABORTED", "Another', by: 'refusal("TIMEOUT", "Another' }],
    tests: "hedging.test.ts",
    title: "4: the attempt that lost is neutral for a breaker inside",
  },
  {
    trap: 4,
    wrong: "a caller who left counts against the service",
    replacements: [
      {
        file: neutral,
        text: 'return cancellation?.cancelled === true && cancellation.error.code === "ABORTED";',
        by: "return false;",
      },
    ],
    tests: "load-shedding.test.ts",
    title: "4: callers who leave count neither for nor against the service",
  },
  {
    trap: 5,
    wrong: "a full bulkhead inside counts as a refusal of the service",
    replacements: [{ file: neutral, text: 'if (isResilienceError(error)) return error.code !== "TIMEOUT";', by: "" }],
    tests: "load-shedding.test.ts",
    title: "5: refusals of this library inside count neither for nor against the service",
  },
  {
    trap: 5,
    wrong: "a refusal of this library lowers the limit",
    replacements: [{ file: measured, text: 'return error.code === "TIMEOUT" && ms', by: "return ms" }],
    tests: "adaptive-concurrency.test.ts",
    title: "5: refusals of the library lower no limit",
  },
  {
    trap: 7,
    wrong: "only one bucket is emptied, however long the silence was",
    replacements: [
      {
        file: "load-shedding/request-window.ts",
        text: "Math.min(buckets, bucket - this.current)",
        by: "Math.min(1, bucket - this.current)",
      },
    ],
    tests: "load-shedding.test.ts",
    title: "7: on the first call after a silence every expired bucket is gone",
  },
  {
    trap: 7,
    wrong: "a round goes on after a silence",
    replacements: [{ file: estimate, text: "if (now - this.addedAt >= forgottenAfterMs) this.startAnew();", by: "" }],
    tests: "adaptive-concurrency.test.ts",
    title: "7: after a silence half a round is forgotten",
  },
  {
    trap: 11,
    wrong: "a call that has ended still listens to its caller's signal",
    replacements: [{ file: race, text: "cancellation?.unsubscribe(this.onCancel);", by: "{}" }],
    tests: "hedging.test.ts",
    title: "11: a thousand calls under one signal add one listener to it",
  },
  {
    trap: 12,
    wrong: "the delay runs on when the caller has left",
    replacements: [{ file: race, text: "    this.over = true;\n    this.stopWaiting();", by: "    this.over = true;" }],
    tests: "hedging.test.ts",
    title: "12: a caller who leaves is answered at once",
  },
  {
    trap: 14,
    wrong: "the slot is given away while a loser still works",
    replacements: [{ file: race, text: "if (running) hold?.keepUntil(contender.untilEnd());", by: "" }],
    tests: "hedging.test.ts",
    title: "14: a loser that ignores its signal keeps the slots around it",
  },
  {
    trap: 14,
    wrong: "a place is free when the timeout fires",
    replacements: [{ file: adaptive, text: "next(call.holding(hold), hold)", by: "next(call, hold)" }],
    tests: "adaptive-concurrency.test.ts",
    title: "14: a place whose work ignores its timeout stays taken",
  },
  {
    trap: 14,
    wrong: "every timeout is the service's fault",
    replacements: [{ file: measured, text: " && ms >= (this.gate.estimate.baseline ?? 0)", by: "" }],
    tests: "adaptive-concurrency.test.ts",
    title: "14: a timeout sooner than an answer takes is not the service's fault",
  },
  {
    trap: 15,
    wrong: "all attempts share the first one's cancellation",
    replacements: [
      {
        file: race,
        text: "call.cancellableBy(contender.cancellation,",
        by: "call.cancellableBy((contenders[0] ?? contender).cancellation,",
      },
    ],
    tests: "hedging.test.ts",
    title: "15: each attempt has a signal of its own",
  },
  {
    trap: 15,
    wrong: "the winner is aborted too",
    replacements: [{ file: race, text: "if (!contender.running) continue;", by: "" }],
    tests: "hedging.test.ts",
    title: "15: each attempt has a signal of its own",
  },
  {
    trap: 16,
    wrong: "a place handed to a caller who leaves at that moment is lost",
    replacements: [{ file: adaptive, text: "next, gate), gate.leave);", by: "next, gate));" }],
    tests: "adaptive-concurrency.test.ts",
    title: "16: a place handed to a caller who leaves at that very moment is passed on",
  },
  {
    trap: 22,
    wrong: "a key is forgotten while its calls are under way",
    replacements: [{ file: adaptive, text: "running === 0 && line.size === 0", by: "running >= 0 || line.size === 0" }],
    tests: "adaptive-concurrency.test.ts",
    title: "22: keys are bounded, and one with calls under way is not forgotten",
  },
  {
    trap: 30,
    wrong: "calls whose caller left are measured",
    replacements: [
      { file: measured, text: "if (this.call.cancellation?.cancelled !== true) {", by: "if (this.call) {" },
    ],
    tests: "adaptive-concurrency.test.ts",
    title: "30: calls whose caller left are not measured",
  },
  {
    trap: 30,
    wrong: "a caller who left counts as a drop when the work fails then",
    replacements: [{ file: measured, text: "if (cancellation?.cancelled === true)", by: "if (!cancellation)" }],
    tests: "adaptive-concurrency.test.ts",
    title: "30: calls whose caller left are not measured",
  },
  {
    trap: 30,
    wrong: "the limit grows while the application is the bottleneck",
    replacements: [{ file: estimate, text: "this.mostRunning * 2 < this.estimate", by: "false" }],
    tests: "adaptive-concurrency.test.ts",
    title: "30: the limit does not grow while the application is the bottleneck",
  },
  {
    trap: 31,
    wrong: "hedges cost nothing",
    replacements: [{ file: hedging, text: " || !budget.tryWithdraw()", by: "" }],
    tests: "hedging.test.ts",
    title: "31: hedges inside retries draw on a budget",
  },
];
