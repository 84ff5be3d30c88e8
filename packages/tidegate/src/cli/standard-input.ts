import { createInterface } from "node:readline";

/** The lines of standard input that are not blank, until it ends or the signal fires, even while none comes. */
export async function* inputLines(
  signal: AbortSignal,
  stream: NodeJS.ReadableStream = process.stdin,
): AsyncIterable<string> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY, signal })) {
    if (line.trim() !== "") yield line;
  }
}
