import { createInterface } from "node:readline";

/** The lines of standard input that are not blank. */
export async function* inputLines(stream: NodeJS.ReadableStream = process.stdin): AsyncIterable<string> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") yield line;
  }
}
