import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { OutputError } from "./output-error.js";
import type { TextSink } from "./writer.js";

/** Standard output; stays open, because it is not ours to close. A reader that went away (`| head`) ends it quietly. */
export function standardOutput(stream: Writable = process.stdout): TextSink {
  return { write: (text) => push(stream, text), close: async () => {} };
}

/** A file, replaced if it exists. Rejects with `OutputError` where it can not be written. */
export async function openTextFile(path: string): Promise<TextSink> {
  const stream = createWriteStream(path, { encoding: "utf8", highWaterMark: 1 << 20 });
  try {
    await once(stream, "open");
  } catch (error) {
    throw new OutputError(path, error);
  }
  const done = finished(stream);
  done.catch(() => {});
  return {
    write: (text) => push(stream, text),
    close: async () => {
      stream.end();
      await done;
    },
  };
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
