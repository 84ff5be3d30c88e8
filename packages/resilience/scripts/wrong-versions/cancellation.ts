import type { WrongVersion } from "./wrong-version.js";

export const cancellation: readonly WrongVersion[] = [
  {
    trap: 11,
    wrong: "a listener on the signal for every call",
    replacements: [
      { file: "call/abort-listeners.ts", text: "bySignal.get(signal) ?? attach(signal)", by: "attach(signal)" },
    ],
    tests: "cancellation.test.ts",
    title: "11: a thousand calls under one signal add one listener",
  },
  {
    trap: 11,
    wrong: "the listener stays on the signal for ever",
    replacements: [
      { file: "call/abort-listeners.ts", text: 'signal.removeEventListener("abort", attached.onAbort);', by: "" },
    ],
    tests: "cancellation.test.ts",
    title: "11: a thousand calls under one signal add one listener",
  },
  {
    trap: 11,
    wrong: "all calls without a signal share one that never aborts",
    replacements: [
      {
        file: "call/call.ts",
        text: "this.unabortedSignal ??= new AbortController().signal;",
        by: "this.unabortedSignal = (Call as unknown as { never: AbortSignal }).never ??= new AbortController().signal;",
      },
    ],
    tests: "cancellation.test.ts",
    title: "11: calls without a signal never share",
  },
  {
    trap: 12,
    wrong: "the pause before a retry does not hear the abort",
    replacements: [{ file: "call/sleep.ts", text: "cancellation.subscribe(onCancel);", by: "" }],
    tests: "cancellation.test.ts",
    title: "12: abort during backoff rejects at once",
  },
  {
    trap: 13,
    wrong: "a caller's abort with a TimeoutError counts as a timeout",
    replacements: [
      {
        file: "call/cancellation.ts",
        text: 'refusal("ABORTED", "The caller ended the call',
        by: 'refusal((reason as Error | undefined)?.name === "TimeoutError" ? "TIMEOUT" : "ABORTED", "The caller ended the call',
      },
    ],
    tests: "cancellation.test.ts",
    title: "13: a caller's abort is never reported as a timeout: a TimeoutError",
  },
  {
    trap: 25,
    wrong: "the first waiter who leaves ends the load of all",
    replacements: [{ file: "cache/flights.ts", text: "if (flight.waiters > 0) return;", by: "" }],
    tests: "cache.test.ts",
    title: "25: the loader's signal is aborted only when every waiter has left",
  },
  {
    trap: 25,
    wrong: "a waiter who can not leave is not counted",
    replacements: [
      { file: "cache/flights.ts", text: "    flight.waiters += 1;\n", by: "" },
      {
        file: "cache/flights.ts",
        text: "if (cancellation === undefined) return flight.outcome;",
        by: "if (cancellation === undefined) return flight.outcome;\n    flight.waiters += 1;",
      },
    ],
    tests: "cache.test.ts",
    title: "25: a waiter without a signal keeps the load going",
  },
  {
    trap: 25,
    wrong: "nobody's leaving ends the load",
    replacements: [{ file: "cache/flights.ts", text: "      flight.cancellation.cancel(", by: "      void (" }],
    tests: "cache.test.ts",
    title: "25: the loader's signal is aborted only when every waiter has left",
  },
];
