import { checkOptions, milliseconds, optional, text } from "../options/check-options.js";
import { type HeaderSource, headerValue } from "./header-source.js";

/**
 * Whole ms that the caller still waits. A duration, as in `grpc-timeout` and `x-envoy-upstream-rq-timeout-ms`, and not a
 * moment: the clocks of two machines differ by more than many deadlines are long.
 */
export const deadlineHeaderName = "x-request-timeout-ms";

/** What is left until `deadline`, rounded down: a service must not believe that it has longer than its caller. */
export const remainingTime = (deadline: number, now: number): string => String(Math.max(0, Math.floor(deadline - now)));

export interface IncomingDeadlineOptions {
  /** The longest that a caller may ask for, from 1. */
  readonly maxMs: number;
  /** Default `x-request-timeout-ms`. */
  readonly header?: string;
}

const rules = { maxMs: milliseconds(1), header: optional(text) };

/**
 * How long the caller of a service still waits, as it said in the deadline header: the `deadlineMs` of everything that is
 * done for it. The header is anybody's to write: more than `maxMs` counts as `maxMs`, and what is not one whole number of
 * ms is as if it were not there.
 *
 * @returns `undefined` when the header is missing or malformed
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const deadlineMs = deadlineFromHeaders(request.headers, { maxMs: 30_000 }) ?? 30_000;
 * await pipeline.execute(work, { deadlineMs });
 */
export function deadlineFromHeaders(headers: HeaderSource, options: IncomingDeadlineOptions): number | undefined {
  checkOptions("deadlineFromHeaders", options, rules);
  const value = headerValue(headers, options.header ?? deadlineHeaderName)?.trim() ?? "";
  return /^\d{1,15}$/.test(value) ? Math.min(Number(value), options.maxMs) : undefined;
}
