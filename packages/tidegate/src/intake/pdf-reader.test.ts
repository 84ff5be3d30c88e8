import { EventEmitter } from "node:events";
import { readFile } from "node:fs/promises";
import type { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { createPdfReader } from "./pdf-reader.js";

/** A thread that does what its script says with each PDF. */
class ScriptedThread extends EventEmitter {
  terminated = false;
  readonly #answer: (thread: ScriptedThread) => void;
  constructor(answer: (thread: ScriptedThread) => void) {
    super();
    this.#answer = answer;
  }
  postMessage() {
    queueMicrotask(() => this.#answer(this));
  }
  ref() {}
  unref() {}
  async terminate() {
    this.terminated = true;
  }
}

const answering = (thread: ScriptedThread) => thread.emit("message", { ok: true, xml: new Uint8Array([1]) });

function scripted(...scripts: ((thread: ScriptedThread) => void)[]) {
  const threads: ScriptedThread[] = [];
  const start = () => {
    const thread = new ScriptedThread(scripts[threads.length] ?? answering);
    threads.push(thread);
    return thread as unknown as Worker;
  };
  return { start, threads };
}

const pdf = new Uint8Array([1]);

describe("the thread", () => {
  test("is started by the first PDF and used again", async () => {
    const { start, threads } = scripted();
    const reader = createPdfReader({}, start);
    expect(threads).toHaveLength(0);
    await reader.read(pdf);
    await Promise.all([reader.read(pdf), reader.read(pdf)]);
    expect(threads).toHaveLength(1);
    await reader.close();
    expect(threads[0]?.terminated).toBe(true);
  });

  test.each([
    ["takes too long", () => {}, /longer than is allowed/],
    ["dies", (thread: ScriptedThread) => thread.emit("error", new Error("ERR_WORKER_OUT_OF_MEMORY")), /more memory/],
    ["leaves", (thread: ScriptedThread) => thread.emit("exit", 1), /broke its reader/],
  ])("is ended and replaced where it %s", async (_name, misbehaving, message) => {
    const { start, threads } = scripted(misbehaving);
    const reader = createPdfReader({ timeMs: 5 }, start);
    const [first, second] = await Promise.allSettled([reader.read(pdf), reader.read(pdf)]);
    expect(first).toMatchObject({
      status: "rejected",
      reason: { code: "PDF-UNREADABLE", message: expect.stringMatching(message) },
    });
    expect(second).toMatchObject({ status: "fulfilled" });
    expect(threads.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  test("is ended where the process grows beyond its bound", async () => {
    const { start, threads } = scripted(() => {});
    const reader = createPdfReader({ growthMebibytes: -1_000_000 }, start);
    await expect(reader.read(pdf)).rejects.toThrow(/more memory than is allowed/);
    expect(threads[0]?.terminated).toBe(true);
  });

  test("hands errors on by their code", async () => {
    const { start } = scripted((thread) =>
      thread.emit("message", { ok: false, code: "PDF-NO-INVOICE", message: "none" }),
    );
    await expect(createPdfReader({}, start).read(pdf)).rejects.toMatchObject({
      code: "PDF-NO-INVOICE",
      message: "none",
    });
  });
});

describe("the real thread", () => {
  // From source the thread also compiles its modules, which takes more memory than any PDF.
  const reader = createPdfReader({ growthMebibytes: 1024 });
  afterAll(() => reader.close());

  test("takes the invoice out of a Factur-X PDF", async () => {
    const sample = await readFile(new URL("../../../../samples/verde-facturx.pdf", import.meta.url));
    expect(new TextDecoder().decode(await reader.read(sample))).toContain("CrossIndustryInvoice");
  });

  test("refuses what is no PDF", async () => {
    await expect(reader.read(new TextEncoder().encode("%PDF-1.7 broken"))).rejects.toMatchObject({
      code: "PDF-UNREADABLE",
    });
  });
});
