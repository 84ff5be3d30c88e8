import type { WrongVersion } from "./wrong-version.js";

export const composition: readonly WrongVersion[] = [
  {
    trap: 19,
    wrong: "an option that nobody knows is ignored",
    replacements: [
      { file: "options/check-options.ts", text: "if (!Object.hasOwn(rules, name)) {", by: 'if (name === "") {' },
    ],
    tests: "options.test.ts",
    title: "19: every option is honoured or refused: an unknown name",
  },
  {
    trap: 19,
    wrong: "a value out of its range is taken",
    replacements: [
      {
        file: "options/check-options.ts",
        text: 'typeof value === "number" && value >= least && value <= most',
        by: 'typeof value === "number"',
      },
    ],
    tests: "options.test.ts",
    title: "19: every option is honoured or refused: a negative count",
  },
  {
    trap: 26,
    wrong: "the last error is the cause, and the first one is lost",
    replacements: [
      { file: "fallback/fallback.ts", text: "{ cause: primaryError, trail }", by: "{ cause: error, trail }" },
    ],
    tests: "pipeline.test.ts",
    title: "26: when a fallback throws, the first error is its cause",
  },
  {
    trap: 27,
    wrong: "a listener's error comes out of the call",
    replacements: [
      {
        file: "diagnostics/diagnostics.ts",
        text: "    try {\n      listener(event);\n    } catch {\n      // A listener is an observer: its failure is its own.\n    }\n",
        by: "    listener(event);\n",
      },
    ],
    tests: "pipeline.test.ts",
    title: "27: a throwing listener neither fails the call",
  },
  {
    trap: 28,
    wrong: "an action that returns undefined counts as a failure",
    replacements: [
      {
        file: "pipeline/invoke.ts",
        text: "result = call.work(call);\n  } catch (error) {\n    return outcome.fail(error);",
        by: 'result = call.work(call);\n    if (result === undefined) throw new Error("no result");\n  } catch (error) {\n    return outcome.fail(error);',
      },
    ],
    tests: "pipeline.test.ts",
    title: "28: a synchronous action is a success when it returns nothing",
  },
];
