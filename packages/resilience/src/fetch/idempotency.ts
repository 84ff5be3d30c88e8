import type { PlannedRequest } from "./request-init.js";

/** RFC 9110, section 9.2.2: the safe methods, PUT and DELETE. */
const idempotentMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** draft-ietf-httpapi-idempotency-key-header: the service answers every request with the same key as it did the first. */
const keyHeader = "idempotency-key";

/** Adds a key to a request whose method alone does not allow another attempt; all attempts carry the same. */
export function addIdempotencyKey({ method, headers, call }: PlannedRequest, newKey: (() => string) | undefined): void {
  if (newKey === undefined || call.idempotent === false) return;
  if (idempotentMethods.has(method) || headers.has(keyHeader)) return;
  headers.set(keyHeader, newKey());
}

/** Whether the request may be sent again: what the call says, or else its method and its key; and never a stream. */
export function mayRepeat({ method, headers, call, repeatable }: PlannedRequest): boolean {
  if (!repeatable) return false;
  return call.idempotent ?? (idempotentMethods.has(method) || headers.has(keyHeader));
}
