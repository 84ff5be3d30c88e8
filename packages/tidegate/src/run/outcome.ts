import type { EnhancedInvoice } from "@tidegate/invoices";

/** What became of one document: its result, or why there is none. */
export type DocumentOutcome =
  | { readonly ok: true; readonly result: EnhancedInvoice }
  | {
      readonly ok: false;
      readonly file: string;
      readonly position: number;
      readonly code: string;
      readonly message: string;
    };
