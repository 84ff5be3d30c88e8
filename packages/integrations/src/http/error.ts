/** What went wrong below the service's own protocol. */
export type HttpErrorKind =
  /** No connection, or it broke before the reply began. */
  | "unreachable"
  /** The body ended before its announced end. */
  | "cut"
  | "too-large"
  /** Too many redirects, or one that may not be followed. */
  | "redirect";

export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly kind: HttpErrorKind;

  constructor(kind: HttpErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
