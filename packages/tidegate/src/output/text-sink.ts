import { closeSync, openSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { OutputError } from "./output-error.js";
import type { TextSink } from "./writer.js";

/** Standard output; stays open, because it is not ours to close. A reader that went away (`| head`) ends it quietly. */
export function standardOutput(stream: Writable = process.stdout): TextSink {
  return { write: (text) => push(stream, text), close: async () => {} };
}

/**
 * A file, replaced if it exists. Written at once, on this thread: a batch takes the page cache a fraction of a
 * millisecond, and buffers that wait in a stream for the garbage collector cost 100 MB over a million documents. Rejects
 * with `OutputError` where it can not be written.
 */
export async function openTextFile(path: string): Promise<TextSink> {
  const file = attempt(path, () => openSync(path, "w"));
  return {
    write: (text) => attempt(path, () => writeWhole(file, text)),
    close: async () => closeSync(file),
  };
}

function writeWhole(file: number, text: string): void {
  const length = Buffer.byteLength(text);
  let written = writeSync(file, text);
  if (written === length) return;
  // A file system may take a part only; the rest is cut at a byte, not at a character.
  const bytes = Buffer.from(text);
  while (written < length) written += writeSync(file, bytes, written);
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new OutputError(path, error);
  }
}

function push(stream: Writable, text: string): Promise<void> | void {
  if (stream.destroyed || text === "") return;
  if (stream.write(text)) return;
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle);
      stream.off("close", settle);
      stream.off("error", settle);
      resolve();
    };
    stream.once("drain", settle);
    stream.once("close", settle);
    stream.once("error", settle);
  });
}
