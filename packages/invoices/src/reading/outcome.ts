import type { ReadError } from "../model/error.js";
import type { Finding } from "../model/finding.js";
import type { Invoice } from "../model/invoice.js";

/** What reading gives for each document: an invoice, with what its reader noticed, or the reason there is none. */
export type ReadOutcome =
  | { readonly ok: true; readonly invoice: Invoice; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly file: string; readonly position: number; readonly error: ReadError };
