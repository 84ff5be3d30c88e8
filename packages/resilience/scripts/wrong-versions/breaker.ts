import type { WrongVersion } from "./wrong-version.js";

const tests = "circuit-breaker.test.ts";
const circuit = "circuit-breaker/circuit.ts";
const neutral = "call/neutral.ts";
const policy = "circuit-breaker/circuit-breaker.ts";
const queue = "circuit-breaker/half-open-queue.ts";

const anyGeneration = { file: circuit, text: "if (generation !== this.permit.generation) return;", by: "" };

export const breaker: readonly WrongVersion[] = [
  {
    trap: 1,
    wrong: "a success counts for whatever state the circuit is in by now",
    replacements: [anyGeneration],
    tests,
    title: "1: a call that began before the breaker opened does not close it",
  },
  {
    trap: 1,
    wrong: "a failure counts for whatever state the circuit is in by now",
    replacements: [anyGeneration],
    tests,
    title: "1: a failure that began before the breaker closed does not reopen it",
  },
  {
    trap: 2,
    wrong: "half-open lets everybody through",
    replacements: [
      { file: circuit, text: "if (probing.running + probing.succeeded >= probes) {", by: "if (probes < 0) {" },
    ],
    tests,
    title: "2: while half-open only the probe is let through",
  },
  {
    trap: 2,
    wrong: "the first success closes, however many probes were asked for",
    replacements: [{ file: circuit, text: "if (probing.succeeded < probes) return;", by: "void probes;" }],
    tests,
    title: "2: it closes only after as many successes as there are probes",
  },
  {
    trap: 2,
    wrong: "any number of callers may wait for the probe",
    replacements: [
      { file: queue, text: "if (line.size >= places) return outcome.fail(refuse());", by: "void places;" },
    ],
    tests,
    title: "2: a bounded number of callers may wait for the probe",
  },
  {
    trap: 2,
    wrong: "whoever waited asks the service although the probe failed",
    replacements: [{ file: queue, text: "if (!admission.admitted) return outcome.fail(refuse());", by: "" }],
    tests,
    title: "2: those who wait for a probe that fails are refused with it",
  },
  {
    trap: 2,
    wrong: "closing releases all who waited at once",
    replacements: [
      { file: queue, text: 'state === "closed" ? 1 : Number.POSITIVE_INFINITY', by: "Number.POSITIVE_INFINITY" },
    ],
    tests,
    title: "2: closing does not release a thousand waiting calls at once",
  },
  {
    trap: 2,
    wrong: "after closing, everybody is let through in spite of the ramp",
    replacements: [
      { file: circuit, text: "if (ramp.credit < 1 - roundingError) return", by: "if (ramp.credit < 0) return" },
    ],
    tests,
    title: "2: after closing, a ramp lets a growing share of the calls through",
  },
  {
    trap: 3,
    wrong: "half-open lasts as long as its probe",
    replacements: [
      { file: circuit, text: "if (running === 0 || now < probesEndAt) return;", by: "if (running >= 0) return;" },
    ],
    tests,
    title: "3: a probe that hangs opens the circuit again",
  },
  {
    trap: 3,
    wrong: "who waits for the probe can not leave",
    replacements: [{ file: queue, text: "cancellation: call.cancellation,", by: "cancellation: undefined," }],
    tests,
    title: "3: a caller who waits for the probe can leave",
  },
  {
    trap: 3,
    wrong: "who waits for the probe waits without end",
    replacements: [{ file: queue, text: "ms: circuit.probesEndInMs", by: "ms: 3_600_000" }],
    tests,
    title: "3: nobody waits for a probe that hangs",
  },
  {
    trap: 4,
    wrong: "a caller who leaves is the service's failure",
    replacements: [
      {
        file: neutral,
        text: 'return cancellation?.cancelled === true && cancellation.error.code === "ABORTED";',
        by: "return false;",
      },
    ],
    tests,
    title: "4: a probe whose caller left gives its permit back",
  },
  {
    trap: 4,
    wrong: "a neutral probe keeps its permit",
    replacements: [
      {
        file: circuit,
        text: 'condition.running -= 1;\n    if (verdict === "neutral")',
        by: 'if (verdict !== "neutral") condition.running -= 1;\n    if (verdict === "neutral")',
      },
    ],
    tests,
    title: "4: a probe whose caller left gives its permit back",
  },
  {
    trap: 4,
    wrong: "the permit that a leaving probe gives back goes to newcomers only",
    replacements: [
      {
        file: circuit,
        text: 'if (verdict === "neutral") this.owner.probeFree();',
        by: 'if (verdict === "neutral") return;',
      },
    ],
    tests,
    title: "4: the permit that a leaving probe gives back goes to who waits",
  },
  {
    trap: 4,
    wrong: "an error that is no failure of the service is its success",
    replacements: [{ file: policy, text: '? "failure" : "neutral"', by: '? "failure" : "success"' }],
    tests,
    title: "4: an error that is no failure of the service neither opens nor closes the circuit",
  },
  {
    trap: 5,
    wrong: "the library's own refusals go to isFailure",
    replacements: [{ file: neutral, text: 'if (isResilienceError(error)) return error.code !== "TIMEOUT";', by: "" }],
    tests,
    title: "5: rejections of an inner bulkhead are not failures",
  },
  {
    trap: 5,
    wrong: "a timeout that ends the wait in a line is passed on as a timeout",
    replacements: [
      {
        file: "call/cancellation.ts",
        text: 'error.code === "ABORTED" ? error : refusal("ABORTED", "The call ended while it waited.", { cause: error });',
        by: "error;",
      },
    ],
    tests,
    title: "5: a total timeout that ends the wait for the limiter is not the service's failure",
  },
  {
    trap: 6,
    wrong: "releasing an isolation closes the circuit",
    replacements: [
      {
        file: circuit,
        text: "      this.isolations -= 1;\n",
        by: "      this.isolations -= 1;\n      this.condition = closed;\n",
      },
    ],
    tests,
    title: "6: isolate then release returns to the state before",
  },
  {
    trap: 6,
    wrong: "releasing twice takes two isolations back",
    replacements: [{ file: circuit, text: "      if (!isolated) return;\n", by: "" }],
    tests,
    title: "6: two isolations are two",
  },
  {
    trap: 7,
    wrong: "only the bucket that is written next is emptied after a silence",
    replacements: [
      {
        file: "circuit-breaker/time-window.ts",
        text: "const expired = Math.min(buckets, bucket - current);",
        by: "const expired = Math.min(1, bucket - current);",
      },
    ],
    tests,
    title: "7: on the first call after a silence every expired bucket is gone",
  },
  {
    trap: 8,
    wrong: "the open time is measured by the wall clock",
    replacements: [
      {
        file: circuit,
        text: "return this.owner.settings.clock.now();",
        by: "return this.owner.settings.clock.wallNow();",
      },
    ],
    tests: "time.test.ts",
    title: "8: a wall clock that steps back an hour",
  },
];
