import type { WrongVersion } from "./wrong-version.js";

const policy = "retry/retry.ts";
const backoff = "retry/backoff.ts";

export const retries: readonly WrongVersion[] = [
  {
    trap: 12,
    wrong: "the pause before a retry may outlast the total timeout",
    replacements: [
      {
        file: policy,
        text: 'now + delayMs >= call.deadline) return "deadline"',
        by: 'now >= call.deadline) return "deadline"',
      },
    ],
    tests: "cancellation.test.ts",
    title: "12: a pause that would outlast the total timeout is not begun",
  },
  {
    trap: 18,
    wrong: "full jitter is taken before the cap",
    replacements: [
      { file: backoff, text: "Math.min(maxMs, growth(retry))", by: "growth(retry)" },
      {
        file: backoff,
        text: "return (retry) => random() * delay(retry);",
        by: "return (retry) => Math.min((backoff as unknown as Bounds).maxMs, random() * delay(retry));",
      },
    ],
    tests: "retry.test.ts",
    title: "18: jitter applies at the cap too: full",
  },
  {
    trap: 18,
    wrong: "decorrelated jitter grows over the cap",
    replacements: [
      {
        file: backoff,
        text: "const most = Math.min(maxMs, Math.max(initialMs, previousMs) * 3);",
        by: "const most = Math.max(initialMs, previousMs) * 3;",
      },
    ],
    tests: "retry.test.ts",
    title: "18: decorrelated jitter stays between the initial delay and the cap",
  },
  {
    trap: 20,
    wrong: "Retry-After is read as seconds only",
    replacements: [
      { file: "errors/retry-after.ts", text: "if (!httpDate.test(text)) return undefined;", by: "return undefined;" },
    ],
    tests: "retry.test.ts",
    title: "20: Retry-After is parsed in both forms",
  },
  {
    trap: 20,
    wrong: "whatever JavaScript takes for a number or a date is a Retry-After",
    replacements: [
      {
        file: "errors/retry-after.ts",
        text: "/^\\d{1,15}$/.test(text)",
        by: 'text !== "" && !Number.isNaN(Number(text))',
      },
    ],
    tests: "retry.test.ts",
    title: "20: 1e9 is no Retry-After",
  },
  {
    trap: 20,
    wrong: "Retry-After replaces the backoff, also a longer one",
    replacements: [
      {
        file: policy,
        text: "Math.max(settings.delay(attempt, this.delayMs), asked)",
        by: "asked || settings.delay(attempt, this.delayMs)",
      },
    ],
    tests: "retry.test.ts",
    title: "20: Retry-After shorter than the backoff",
  },
  {
    trap: 20,
    wrong: "Retry-After is ignored",
    replacements: [{ file: policy, text: "const asked = settings.retryAfterMs(error) ?? 0;", by: "const asked = 0;" }],
    tests: "retry.test.ts",
    title: "20: Retry-After longer than the backoff",
  },
  {
    trap: 20,
    wrong: "Retry-After has no bound",
    replacements: [{ file: policy, text: 'if (asked > settings.maxRetryAfterMs) return "retry-after";', by: "" }],
    tests: "retry.test.ts",
    title: "20: a Retry-After over the bound is not waited for",
  },
  {
    trap: 29,
    wrong: "the options are read anew for every call",
    replacements: [
      {
        file: policy,
        text: "live.current.budget?.deposit();",
        by: "live.current.budget?.deposit();\n      void options.maxRetries;",
      },
    ],
    tests: "options.test.ts",
    title: "29: options are read once, at construction",
  },
  {
    trap: 31,
    wrong: "an empty budget looks like the service's own error to the retry around it",
    replacements: [{ file: policy, text: 'if (decision !== "budget") throw error;', by: "throw error;" }],
    tests: "retry.test.ts",
    title: "31: nested retries do not multiply",
  },
  {
    trap: 31,
    wrong: "an open circuit is worth another try",
    replacements: [
      {
        file: "errors/transient.ts",
        text: 'return refused.code === "TIMEOUT" && refused.scope === "attempt";',
        by: "return true;",
      },
    ],
    tests: "circuit-breaker.test.ts",
    title: "31: an open circuit is not retried blindly",
  },
];
