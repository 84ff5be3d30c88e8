import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { openTextFile, standardOutput } from "./text-sink.js";

describe("openTextFile", () => {
  it("writes what it was given, in order", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "tidegate-sink-")), "out.jsonl");
    const sink = await openTextFile(file);
    for (const text of ["a\n", "", "b\n"]) await sink.write(text);
    await sink.close();
    expect(await readFile(file, "utf8")).toBe("a\nb\n");
  });

  it("names the file that can not be written, and why", async () => {
    await expect(openTextFile("/nowhere/at/all/out.jsonl")).rejects.toThrow(
      "/nowhere/at/all/out.jsonl can not be written: its folder does not exist. Choose another file with --output.",
    );
  });
});

describe("standardOutput", () => {
  it("waits while the reader is slow", async () => {
    const slow = new PassThrough({ highWaterMark: 4 });
    const waiting = standardOutput(slow).write("more than four");
    let done = false;
    const finished = Promise.resolve(waiting).then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    slow.resume();
    await finished;
    expect(done).toBe(true);
  });

  it("writes on quietly when the reader has gone away", async () => {
    const gone = new PassThrough();
    gone.destroy();
    await expect(Promise.resolve(standardOutput(gone).write("nobody hears this"))).resolves.toBeUndefined();
  });
});
