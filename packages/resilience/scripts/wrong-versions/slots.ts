import type { WrongVersion } from "./wrong-version.js";

const limit = "call/time-limit.ts";
const hold = "call/hold.ts";
const bulkhead = "bulkhead/bulkhead.ts";

/** Timeouts, bulkheads, and what they have to do with each other. */
export const slots: readonly WrongVersion[] = [
  {
    trap: 10,
    wrong: "the timer of a timeout runs on after success",
    replacements: [{ file: limit, text: "this.deadlines.remove(this);", by: "" }],
    tests: "time.test.ts",
    title: "10: policies keep no timer when nothing is in flight",
  },
  {
    trap: 11,
    wrong: "a call that has ended still listens to its caller's signal",
    replacements: [{ file: limit, text: "this.call.cancellation?.unsubscribe(this.onOuter);", by: "{}" }],
    tests: "cancellation.test.ts",
    title: "11: a thousand calls under one signal add one listener",
  },
  {
    trap: 13,
    wrong: "a call whose caller has left already is begun all the same",
    replacements: [
      { file: limit, text: "if (call.cancellation?.cancelled) return outcome.fail(call.cancellation.error);", by: "" },
      {
        file: "pipeline/pipeline.ts",
        text: "if (call.cancellation.cancelled) return Promise.reject(call.cancellation.error);",
        by: "",
      },
    ],
    tests: "cancellation.test.ts",
    title: "13: a signal that was aborted before the call keeps the work from starting",
  },
  {
    trap: 13,
    wrong: "the work is told of a timeout when its caller left",
    replacements: [{ file: limit, text: "this.giveUp(outer.error, outer.reason)", by: "this.timeOut()" }],
    tests: "cancellation.test.ts",
    title: "13: the work is aborted with the caller's own reason",
  },
  {
    trap: 14,
    wrong: "a timeout gives the slot back at once",
    replacements: [{ file: limit, text: "this.call.hold?.keepUntil(", by: "Boolean(" }],
    tests: "cancellation.test.ts",
    title: "14: a timeout does not free a bulkhead slot while the work still runs",
  },
  {
    trap: 14,
    wrong: "the slot is free when the first of several abandoned attempts has settled",
    replacements: [
      {
        file: hold,
        text: "this.keeping += 1;",
        by: "this.keeping = 2;",
      },
    ],
    tests: "cancellation.test.ts",
    title: "14: nor does the end of the first of several abandoned attempts",
  },
  {
    trap: 14,
    wrong: "a shared load keeps no slot of who started it and left",
    replacements: [{ file: "cache/cache.ts", text: "call.hold?.keepUntil(flight.outcome);", by: "" }],
    tests: "cancellation.test.ts",
    title: "14: nor does leaving a shared load",
  },
  {
    trap: 14,
    wrong: "a slot that is free already is given back once more by what settles late",
    replacements: [
      { file: hold, text: "if (this.keeping === 0) return;", by: "" },
      { file: "cache/cache.ts", text: "call.hold?.keepUntil(flight.outcome);", by: "" },
    ],
    tests: "cancellation.test.ts",
    title: "14: a refresh in the background that outlives its call gives no slot back twice",
  },
  {
    trap: 15,
    wrong: "the signal is aborted when the call has ended, also with success",
    replacements: [
      {
        file: limit,
        text: "    if (this.end()) this.resolve(this.outcome.succeed(value));",
        by: "    this.cancellation.cancel(timedOut(this.limit));\n    if (this.end()) this.resolve(this.outcome.succeed(value));",
      },
    ],
    tests: "cancellation.test.ts",
    title: "15: a signal is never aborted on success",
  },
  {
    trap: 15,
    wrong: "all attempts share one signal",
    replacements: [
      {
        file: limit,
        text: "readonly cancellation = new OwnCancellation();",
        by: "readonly cancellation = ((this.constructor as unknown as { shared?: OwnCancellation }).shared ??= new OwnCancellation());",
      },
    ],
    tests: "cancellation.test.ts",
    title: "15: each attempt has a signal of its own",
  },
  {
    trap: 16,
    wrong: "a slot is freed first and taken again by whoever waits",
    replacements: [
      {
        file: bulkhead,
        text: "      running += 1;\n      admit();",
        by: "      queueMicrotask(() => (running += 1));\n      admit();\n      return;",
      },
    ],
    tests: "bulkhead.test.ts",
    title: "16: a slot is handed to the longest waiting call",
  },
  {
    trap: 16,
    wrong: "last come, first served",
    replacements: [
      {
        file: "queue/waiting-line.ts",
        text: "const place = this.first;",
        by: "const place = this.last;",
      },
    ],
    tests: "bulkhead.test.ts",
    title: "16: a slot is handed to the longest waiting call",
  },
  {
    trap: 16,
    wrong: "whoever waited for a slot asks for it anew, among the newcomers",
    replacements: [
      {
        file: bulkhead,
        text: "outcome, () => runInSlot(call, outcome, next), release);",
        by: "outcome, () => {\n      running -= 1;\n      return Promise.resolve().then(() => layer(next)(call, outcome));\n    }, release);",
      },
    ],
    tests: "bulkhead.test.ts",
    title: "16: an accepted call is never refused, whoever comes",
  },
  {
    trap: 16,
    wrong: "a slot given to a caller who is just leaving is lost",
    replacements: [
      {
        file: "queue/once-admitted.ts",
        text: "giveBack?.();",
        by: "",
      },
    ],
    tests: "bulkhead.test.ts",
    title: "16: a slot handed to a caller who leaves at that very moment is passed on",
  },
  {
    trap: 28,
    wrong: "what a synchronous action throws comes out of execute itself",
    replacements: [
      {
        file: "pipeline/invoke.ts",
        text: "} catch (error) {\n    return outcome.fail(error);",
        by: "} catch (error) {\n    throw error;",
      },
    ],
    tests: "pipeline.test.ts",
    title: "28: what a synchronous action throws",
  },
];
