import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readerGone, tolerateBrokenPipe } from "./standard-output.js";

const failure = (code: string) => Object.assign(new Error(code), { code });

describe("standard output", () => {
  it("is allowed to have lost its reader, again and again", () => {
    const stream = new Writable();
    tolerateBrokenPipe(stream);
    for (let times = 0; times < 2; times += 1) stream.emit("error", failure("EPIPE"));
  });

  it("is not allowed to fail otherwise", () => {
    const stream = new Writable();
    tolerateBrokenPipe(stream);
    expect(() => stream.emit("error", failure("ENOSPC"))).toThrow("ENOSPC");
  });

  it("tells when its reader has gone", () => {
    const stream = new Writable();
    const gone = readerGone(stream);
    expect(gone.aborted).toBe(false);
    stream.emit("error", failure("EPIPE"));
    expect(gone.aborted).toBe(true);
  });
});
