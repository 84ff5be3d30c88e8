import { isResilienceError } from "../errors/resilience-error.js";

const overloaded: ReadonlySet<unknown> = new Set([408, 429, 503, 504]);

/**
 * Whether an error says that the service has too much to do: a timeout, or a `status` of 408, 429, 503 or 504. A 500 or
 * a refused connection says that it is broken, which fewer calls at a time do not mend.
 */
export function isOverload(error: unknown): boolean {
  if (isResilienceError(error)) return error.code === "TIMEOUT";
  if (typeof error !== "object" || error === null) return false;
  const { status, name } = error as { readonly status?: unknown; readonly name?: unknown };
  return typeof status === "number" ? overloaded.has(status) : name === "TimeoutError";
}
