import {
  defaultRiskPolicy,
  type EnhancementSettings,
  inMemoryMemory,
  ReadError,
  type ReadOutcome,
  type RegistryAnswer,
  type VatNumber,
} from "@tidegate/invoices";
import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import { enhanceDocuments, type RunOptions } from "./enhance-documents.js";
import type { DocumentOutcome } from "./outcome.js";

type Check = (number: VatNumber, signal?: AbortSignal) => RegistryAnswer | Promise<RegistryAnswer>;

const unverified: RegistryAnswer = {
  outcome: "unverified",
  reason: "offline",
  message: "nobody was asked",
  evidence: null,
  fromCache: false,
  costUsd: "0",
  savedUsd: "0",
};

function settingsWith(check: Check = () => unverified): EnhancementSettings {
  return {
    rates: {
      quote: ({ from }) => ({
        fromPerBase: from === "EUR" ? "1" : "1.25",
        toPerBase: "1.25",
        base: "EUR",
        rateDate: "2026-03-10",
        source: "ecb",
        fromCache: true,
        stale: false,
        ageSeconds: 0,
        costUsd: "0",
        savedUsd: "0",
        warnings: [],
      }),
    },
    registry: { serviceFor: () => "vies", check },
    memory: inMemoryMemory(),
    clock: { now: () => 0, wallNow: () => Date.UTC(2026, 5, 1) },
    policy: defaultRiskPolicy,
    targets: ["USD"],
    rateDate: "invoice",
    sessionId: "test",
    fileIdentity: (file) => file,
    version: "0",
  };
}

function document(index: number, number = `N-${index}`): ReadOutcome {
  const seller = { name: `Vendor ${index}`, vatId: "DE136695976" };
  const invoice = anInvoice({ number, seller, source: { file: `in/${index}.json` } });
  return { ok: true, invoice, findings: [] };
}

async function* batches(...outcomes: readonly (readonly ReadOutcome[])[]): AsyncIterable<readonly ReadOutcome[]> {
  for (const batch of outcomes) yield batch;
}

async function run(
  source: AsyncIterable<readonly ReadOutcome[]>,
  settings: EnhancementSettings,
  options: Partial<RunOptions> = {},
): Promise<readonly DocumentOutcome[]> {
  const emitted: DocumentOutcome[] = [];
  await enhanceDocuments(source, settings, {
    concurrency: 4,
    emit: (batch) => {
      emitted.push(...batch);
    },
    ...options,
  });
  return emitted;
}

const numbers = (outcomes: readonly DocumentOutcome[]) =>
  outcomes.map((outcome) => (outcome.ok ? outcome.result.invoice.number : outcome.code));

describe("enhanceDocuments", () => {
  it("emits outcomes in input order, whichever document's services answer first", async () => {
    const waiting: ((answer: RegistryAnswer) => void)[] = [];
    const settings = settingsWith(() => {
      const answer = new Promise<RegistryAnswer>((resolve) => waiting.push(resolve));
      if (waiting.length === 3) for (const resolve of waiting.toReversed()) resolve(unverified);
      return answer;
    });
    const outcomes = await run(batches([document(1), document(2), document(3)]), settings);
    expect(numbers(outcomes)).toEqual(["N-1", "N-2", "N-3"]);
  });

  it("never has more documents waiting for services than it may", async () => {
    let waiting = 0;
    let most = 0;
    const settings = settingsWith(async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting -= 1;
      return unverified;
    });
    const documents = Array.from({ length: 40 }, (_, index) => document(index));
    const outcomes = await run(batches(documents), settings, { concurrency: 3 });
    expect(outcomes).toHaveLength(40);
    expect(most).toBe(3);
  });

  it("keeps a document that could not be read in its place", async () => {
    const unreadable: ReadOutcome = {
      ok: false,
      file: "in/x.xml",
      position: 0,
      error: new ReadError("XML-MALFORMED", "cut"),
    };
    const outcomes = await run(batches([document(1), unreadable, document(2)]), settingsWith());
    expect(numbers(outcomes)).toEqual(["N-1", "XML-MALFORMED", "N-2"]);
  });

  it("makes a fault of ours in one document that document's failure", async () => {
    const settings = settingsWith(({ digits }) => {
      if (digits === "136695976") throw new Error("boom");
      return unverified;
    });
    const healthy: ReadOutcome = { ok: true, invoice: anInvoice({ number: "N-2" }), findings: [] };
    const outcomes = await run(batches([document(1), healthy]), settings);
    expect(numbers(outcomes)).toEqual(["INTERNAL", "N-2"]);
  });

  it("lets each document know those before it in the same run", async () => {
    const again = document(2, "n 1");
    const twin: ReadOutcome = again.ok
      ? { ...again, invoice: { ...again.invoice, seller: { ...again.invoice.seller, name: "Vendor 1" } } }
      : again;
    const outcomes = await run(batches([document(1)], [twin]), settingsWith());
    const [first, second] = outcomes.map(
      (outcome) => outcome.ok && outcome.result.risk.factors.map(({ code }) => code),
    );
    expect(first).not.toContain("DUPLICATE-EXACT");
    expect(second).toContain("DUPLICATE-EXACT");
  });

  it("takes in nothing more once interrupted, and finishes what is in flight", async () => {
    const interruption = new AbortController();
    const settings = settingsWith(async () => {
      interruption.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return unverified;
    });
    const outcomes = await run(batches([document(1), document(2)], [document(3)]), settings, {
      interrupted: interruption.signal,
    });
    expect(numbers(outcomes)).toEqual(["N-1"]);
  });

  it("ends with the error of a store that fails, and emits nothing that was not remembered", async () => {
    const settings = settingsWith();
    const failing = {
      ...settings,
      memory: { ...settings.memory, remember: async () => Promise.reject(new Error("disk full")) },
    };
    const emitted: DocumentOutcome[] = [];
    const emit = (batch: readonly DocumentOutcome[]) => {
      emitted.push(...batch);
    };
    await expect(enhanceDocuments(batches([document(1)]), failing, { concurrency: 1, emit })).rejects.toThrow(
      "disk full",
    );
    expect(emitted).toEqual([]);
  });
});
