/** The server did not answer in time, or has not since; `cause` is what happened first. */
export class RedisUnavailable extends Error {
  override readonly name = "RedisUnavailable";

  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/** Replies of a server that can serve nobody now: it loads its data, runs a script too long, or has lost its master. */
const notServing = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN)\b/;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "");

/** Whether the server itself said no: an error reply begins with its code in capitals (RESP, simple errors). */
export function answeredWithError(error: unknown): boolean {
  const message = messageOf(error);
  return /^[A-Z]{2,} /.test(message) && !notServing.test(message) && !(error instanceof RedisUnavailable);
}

export const saysNoScript = (error: unknown): boolean => messageOf(error).startsWith("NOSCRIPT");
