import { parentPort } from "node:worker_threads";
import { extractInvoiceXml, ReadError } from "@tidegate/invoices";
import type { PdfAnswer, PdfQuestion } from "./pdf-messages.js";

/** Runs in a thread of its own, which `createPdfReader` bounds and ends. */
parentPort?.on("message", async ({ pdf }: PdfQuestion) => {
  parentPort?.postMessage(await answer(pdf));
});

async function answer(pdf: Uint8Array): Promise<PdfAnswer> {
  try {
    const { xml } = await extractInvoiceXml(pdf);
    return { ok: true, xml };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, code: error instanceof ReadError ? error.code : "PDF-UNREADABLE", message };
  }
}
