import { HttpError, type HttpErrorKind } from "./error.js";

const messages = {
  "unknown-host": "its name is not known here; check the network and the address",
  "lookup-failed": "its name can not be looked up now; check the network",
  unreachable: "nobody takes the connection",
  untrusted: "its certificate is not trusted here; NODE_EXTRA_CA_CERTS names further authorities",
  broken: "the connection broke",
} as const satisfies Partial<Record<HttpErrorKind, string>>;

/** The codes of getaddrinfo, connect, undici and OpenSSL, in that order. */
const kinds: Readonly<Record<string, keyof typeof messages>> = {
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "lookup-failed",
  ECONNREFUSED: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "unreachable",
  UND_ERR_CONNECT_TIMEOUT: "unreachable",
  CERT_HAS_EXPIRED: "untrusted",
  CERT_NOT_YET_VALID: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "untrusted",
};

/** Why `fetch` got no reply, told from the code that it hides in its error's cause. */
export function connectionError(error: unknown): HttpError {
  const code = codeOf(error);
  const kind = kinds[code] ?? "broken";
  return new HttpError(kind, code === "" ? messages[kind] : `${messages[kind]} (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
}
