/** What the process ends with; documented in `tidegate --help` and docs/cli.md. */
export const exitCodes = {
  done: 0,
  failure: 1,
  usage: 2,
  someDocumentsFailed: 3,
  /** 128 + SIGINT, as shells expect: stopped by Ctrl-C after finishing what was in flight. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called wrongly. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
