/** What went wrong below the service's own protocol. */
export type HttpErrorKind =
  /** The name of the host does not exist, as far as can be told from here. */
  | "unknown-host"
  /** The name could not be looked up: the name server has no answer now. */
  | "lookup-failed"
  /** Nobody took the connection: refused, no way there, or no answer in time. */
  | "unreachable"
  /** The host's certificate is not one to trust. */
  | "untrusted"
  /** The connection broke before the reply began. */
  | "broken"
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
