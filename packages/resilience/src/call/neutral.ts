import { isResilienceError } from "../errors/resilience-error.js";
import type { Call } from "./call.js";

/** Refusals of this library and callers who left say nothing about the service, whatever a caller's predicate thinks. */
export function isNeutral({ cancellation }: Call, error: unknown): boolean {
  if (isResilienceError(error)) return error.code !== "TIMEOUT";
  return cancellation?.cancelled === true && cancellation.error.code === "ABORTED";
}
