import type { ReadErrorCode } from "@tidegate/invoices";

/** What is asked of the thread that reads PDFs. Errors lose their class between threads, so they go as plain values. */
export interface PdfQuestion {
  readonly pdf: Uint8Array;
}

export type PdfAnswer =
  | { readonly ok: true; readonly xml: Uint8Array }
  | { readonly ok: false; readonly code: ReadErrorCode; readonly message: string };
