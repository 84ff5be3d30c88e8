import type { Writable } from "node:stream";

/** Lets whoever reads standard output go away (`| head`) without ado; any other failure to write ends the program. */
export function tolerateBrokenPipe(stream: Writable): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Fires when nobody reads standard output any more: then nothing more needs to be found out. */
export function readerGone(stream: Writable = process.stdout): AbortSignal {
  const gone = new AbortController();
  stream.once("error", () => gone.abort());
  return gone.signal;
}
