import { memoryUsage } from "node:process";
import type { Worker } from "node:worker_threads";
import { ReadError } from "@tidegate/invoices";
import type { PdfAnswer, PdfQuestion } from "./pdf-messages.js";
import { startThread } from "./start-thread.js";

/** Bounds on reading one PDF. Real ones take 50 ms and 50 MB; a hostile one can make its parser run for hours. */
export interface PdfLimits {
  /** Milliseconds from when the thread is free, its start included. */
  readonly timeMs: number;
  /** Mebibytes of JavaScript heap. */
  readonly heapMebibytes: number;
  /** Mebibytes by which the process may grow, beside copies of the PDF itself: what is decompressed is not on the heap. */
  readonly growthMebibytes: number;
}

export interface PdfReader {
  /**
   * Takes the invoice XML out of a PDF, one PDF after the other.
   *
   * @throws ReadError as `extractInvoiceXml` does, and `PDF-UNREADABLE` where a bound is broken.
   */
  read(pdf: Uint8Array): Promise<Uint8Array>;
  /** Ends the thread. */
  close(): Promise<void>;
}

const defaultLimits: PdfLimits = { timeMs: 10_000, heapMebibytes: 256, growthMebibytes: 320 };
/** The thread gets a copy of the PDF, the parser makes another. */
const copiesOfPdf = 2;
const mebibyte = 1024 * 1024;
/** How often the growth of the process is looked at while a PDF is read; one look costs some microseconds. */
const watchMs = 25;

/**
 * Reads PDFs in a thread that is started by the first of them, used again, and replaced when it dies. It does not keep
 * the process alive.
 */
export function createPdfReader(limits: Partial<PdfLimits> = {}, start = startWorker): PdfReader {
  const bounds = { ...defaultLimits, ...limits };
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const ask = async (pdf: Uint8Array): Promise<Uint8Array> => {
    worker ??= start(bounds);
    const asked = worker;
    const answer = await answerOf(asked, pdf, bounds);
    if (answer === "dead" || answer === "late" || answer === "greedy") {
      worker = null;
      await asked.terminate();
      throw new ReadError("PDF-UNREADABLE", `${broken[answer]} It is likely to be broken or hostile.`);
    }
    asked.unref();
    if (answer.ok) return answer.xml;
    throw new ReadError(answer.code, answer.message);
  };

  return {
    read(pdf) {
      const result = queue.then(() => ask(pdf));
      queue = result.catch(() => {});
      return result;
    },
    async close() {
      await worker?.terminate();
      worker = null;
    },
  };
}

const broken = {
  dead: "Reading the PDF took more memory than is allowed, or broke its reader.",
  late: "Reading the PDF took longer than is allowed.",
  greedy: "Reading the PDF took more memory than is allowed.",
} as const;

function answerOf(worker: Worker, pdf: Uint8Array, bounds: PdfLimits): Promise<PdfAnswer | keyof typeof broken> {
  return new Promise((resolve) => {
    const mostMemory = memoryUsage.rss() + bounds.growthMebibytes * mebibyte + copiesOfPdf * pdf.length;
    const settle = (answer: PdfAnswer | keyof typeof broken) => {
      clearTimeout(deadline);
      clearInterval(watch);
      worker.off("message", settle).off("error", die).off("exit", die);
      resolve(answer);
    };
    const die = () => settle("dead");
    const deadline = setTimeout(() => settle("late"), bounds.timeMs);
    const watch = setInterval(() => memoryUsage.rss() > mostMemory && settle("greedy"), watchMs);
    worker.ref();
    worker.on("message", settle).on("error", die).on("exit", die);
    worker.postMessage({ pdf } satisfies PdfQuestion);
  });
}

function startWorker(bounds: PdfLimits): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: bounds.heapMebibytes };
  const worker = startThread(new URL("./pdf-worker.js", import.meta.url), {
    resourceLimits,
    stdout: true,
    stderr: true,
  });
  worker.unref();
  return worker;
}
