import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EnhancedInvoice } from "@tidegate/invoices";
import { describe, expect, it, type TestContext, vi } from "vitest";
import { jsonLines, type ProcessOptions } from "../e2e/run-tidegate.js";
import { germanNumbers, invoice, judgement, type Scene, startScene } from "./scene.js";

const documents = germanNumbers.map((vat_number, index) => invoice({ invoice_id: `A-${index}`, vat_number }));

async function startBatch(context: TestContext) {
  const scene = await startScene(context);
  const file = join(scene.folder, "invoices.jsonl");
  await writeFile(file, documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
  const words = ["enhance", file, "--format", "jsonl", "--concurrency", "2"];
  return { scene, run: (options?: ProcessOptions) => scene.run(words, options) };
}

/** Signals the process at a moment; one in which that moment never comes is killed, so that its test fails at once. */
function signalWhen(moment: () => boolean, ...names: readonly NodeJS.Signals[]): Pick<ProcessOptions, "onStart"> {
  return {
    onStart: (signal) => {
      vi.waitUntil(moment, { timeout: 20_000, interval: 10 }).then(
        () => names.forEach(signal),
        () => signal("SIGKILL"),
      );
    },
  };
}

const signalAfter = (asked: number, { standIns }: Scene, ...names: readonly NodeJS.Signals[]) =>
  signalWhen(() => standIns.vies.calls.length >= asked, ...names);

const askedOf = ({ standIns }: Scene) => standIns.vies.calls.map(({ key }) => key);

describe.concurrent("enhance, when it is stopped", () => {
  it.for(["SIGINT", "SIGTERM"] as const)(
    "by %s: writes what is done, and the next run goes on without asking twice",
    async (name, context) => {
      const { scene, run } = await startBatch(context);
      const stopped = await run(signalAfter(3, scene, name));
      expect(stopped.exitCode).toBe(130);
      const done = jsonLines<EnhancedInvoice>(stopped.stdout);
      expect(done.length).toBeGreaterThanOrEqual(3);
      expect(done.length).toBeLessThan(documents.length);
      expect(done.map(({ invoice }) => invoice.number)).toEqual(
        documents.slice(0, done.length).map(({ invoice_id }) => invoice_id),
      );
      expect(done.every(({ vat }) => vat.seller?.status === "valid")).toBe(true);
      expect(stopped.stderr).toContain("stopping: finishing what is in flight");

      const next = await run();
      expect(next.exitCode).toBe(0);
      const all = jsonLines<EnhancedInvoice>(next.stdout);
      expect(all.map(({ invoice }) => invoice.number)).toEqual(documents.map(({ invoice_id }) => invoice_id));
      expect(all.slice(0, done.length).map(judgement)).toEqual(done.map(judgement));
      expect(askedOf(scene)).toEqual(germanNumbers);
      expect(scene.standIns.ecb.calls).toHaveLength(1);
    },
  );

  it("by a second Ctrl-C: gives up a registry that hangs, without calling anything invalid", async (context) => {
    const { scene, run } = await startBatch(context);
    scene.standIns.vies.configure({ faults: { rate: 1, kinds: ["hang"], random: () => 0 } });
    const started = performance.now();
    const stopped = await run(signalAfter(2, scene, "SIGINT", "SIGTERM"));
    expect(stopped.exitCode).toBe(130);
    // Its retries alone would take 35 s.
    expect(performance.now() - started).toBeLessThan(25_000);
    const done = jsonLines<EnhancedInvoice>(stopped.stdout);
    expect(done.map(({ vat }) => vat.seller?.status)).toEqual(done.map(() => "unverified"));
  });

  it("by kill -9: leaves a folder that works, and loses no more than the last answers", async (context) => {
    const { scene, run } = await startBatch(context);
    const killed = await run(signalAfter(5, scene, "SIGKILL"));
    expect(killed.exitCode).toBeNull();
    // What was answered half a second before the end is kept; the calls are about half a second apart.
    const kept = askedOf(scene).slice(0, 3);
    const before = scene.standIns.vies.calls.length;
    const next = await run();
    expect(next.exitCode).toBe(0);
    const all = jsonLines<EnhancedInvoice>(next.stdout);
    expect(all.map(({ vat }) => vat.seller?.status)).toEqual(documents.map(() => "valid"));
    const askedAgain = askedOf(scene).slice(before);
    expect(askedAgain.filter((number) => kept.includes(number))).toEqual([]);
    expect(scene.standIns.ecb.calls).toHaveLength(1);
  });

  it("while it waits for standard input: ends", async (context) => {
    const scene = await startScene(context);
    const started = () => existsSync(join(scene.folder, "data", "tidegate.duckdb"));
    const options = { stdin: '{"invoice_id":', keepStdinOpen: true, ...signalWhen(started, "SIGINT") };
    expect(await scene.run(["enhance", "-", "--format", "jsonl"], options)).toMatchObject({
      exitCode: 130,
      stdout: "",
    });
  });
});

describe.concurrent("commands that read standard input, when they are stopped", () => {
  it("vat - has printed what is known by then", async (context) => {
    const scene = await startScene(context);
    const stopped = await scene.run(["vat", "-", "--format", "jsonl"], {
      stdin: `${germanNumbers.slice(0, 2).join("\n")}\n`,
      keepStdinOpen: true,
      ...signalAfter(2, scene, "SIGINT"),
    });
    expect(stopped.exitCode).toBe(130);
    expect(jsonLines<{ status: string }>(stopped.stdout).map(({ status }) => status)).toEqual(["valid", "valid"]);
  });

  it.for([
    ["vat", "-", "--format", "jsonl"],
    ["convert", "-"],
    ["enhance", "-", "--format", "jsonl"],
  ])("%s - ends without ado when its reader goes away", async (words, context) => {
    const scene = await startScene(context);
    const stdin = '{"invoice_id":"1","vendor":"A","amount":"1.00","from":"EUR","to":"USD","currency":"EUR"}\n'.repeat(
      5_000,
    );
    const { exitCode, stderr } = await scene.run([...words, "--offline", "--quiet"], { stdin, readLines: 1 });
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  it("convert - has printed what is known by then", async (context) => {
    const scene = await startScene(context);
    const stopped = await scene.run(["convert", "-"], {
      stdin: '{"amount":"1.00","from":"EUR","to":"USD"}\n',
      keepStdinOpen: true,
      ...signalWhen(() => scene.standIns.ecb.calls.length > 0, "SIGTERM"),
    });
    expect(stopped.exitCode).toBe(130);
    expect(jsonLines<{ source: string }>(stopped.stdout)).toMatchObject([{ source: "ecb" }]);
  });
});
