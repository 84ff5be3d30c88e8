/** Why a document could not be read, as a stable code. The catalogue is in docs/errors.md. */
export type ReadErrorCode =
  | "NOT-AN-INVOICE"
  | "UNREADABLE"
  | "EMPTY"
  | "TOO-LARGE"
  | "XML-MALFORMED"
  | "XML-FORBIDDEN"
  | "XML-TOO-DEEP"
  | "JSON-MALFORMED"
  | "CSV-MALFORMED"
  | "CSV-COLUMNS"
  | "PDF-UNREADABLE"
  | "PDF-NO-INVOICE"
  | "ENCODING";

/**
 * A document that is no readable invoice. `message` says what is wrong and what to do about it; it never quotes more
 * of the document than a name or a short token.
 */
export class ReadError extends Error {
  override readonly name = "ReadError";
  readonly code: ReadErrorCode;

  constructor(code: ReadErrorCode, message: string, options?: { cause?: unknown }) {
    // It tells about a document, not about the program: a file may hold a million rows that are no invoices, and the
    // stack of each would cost more than reading it.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}
