import { parseRetryAfter } from "@tidegate/resilience";
import { ZodError } from "zod";
import type { HttpReply } from "../http/exchange.js";
import { plainText } from "../text/plain-text.js";
import type { Operation, RequestFields, ServiceContract } from "./contract.js";
import { isServiceError } from "./error.js";
import { namedFault, statusFault, unbelievable } from "./fault.js";
import { utf8 } from "./reply.js";

/**
 * The value of a reply, once everything about it is as documented: no error in its body, a documented status, the media
 * type, the shape, and that it answers this very request.
 *
 * @throws ServiceError
 */
export function believe(
  contract: Pick<ServiceContract, "name" | "authentication">,
  operation: Operation,
  request: RequestFields,
  reply: HttpReply,
  wallNow: number,
): unknown {
  const { status, mediaType } = reply;
  const retryAfterMs = parseRetryAfter(reply.headers.get("retry-after"), wallNow);
  const fault = operation.fault?.(looseJson(reply), status) ?? null;
  if (fault !== null) throw namedFault(contract.name, fault, status, retryAfterMs);

  const reader = operation.replies[status];
  if (reader === undefined) throw statusFault(contract.name, reply, contract.authentication.kind, retryAfterMs);
  const succeeded = status >= 200 && status < 300;
  try {
    if (!reader.mediaType(mediaType)) throw unbelievable(contract.name, status, `it is ${mediaType}`);
    const value = reader.read(reply.body);
    const mismatch = operation.mismatch?.(value, request) ?? null;
    if (mismatch !== null) throw unbelievable(contract.name, status, mismatch);
    return value;
  } catch (error) {
    // A failure's body that is not the documented one leaves the status to speak.
    if (!succeeded) throw statusFault(contract.name, reply, contract.authentication.kind, retryAfterMs);
    if (isServiceError(error)) throw error;
    throw unbelievable(contract.name, status, whyNot(error), error);
  }
}

/** JSON for the eyes of `fault`, or `undefined`: whether a reply must be JSON is for its reader to say. */
function looseJson(reply: HttpReply): unknown {
  if (reply.body[0] !== 0x7b && !reply.mediaType.endsWith("json")) return undefined;
  try {
    return JSON.parse(utf8(reply.body));
  } catch {
    return undefined;
  }
}

/** One short line; what it may quote of the reply is a few characters. */
function whyNot(error: unknown): string {
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "wrong shape"}`;
  }
  const message = error instanceof Error ? (plainText(error.message) ?? "") : "";
  return message === "" ? "the body can not be read" : message.slice(0, 120);
}
