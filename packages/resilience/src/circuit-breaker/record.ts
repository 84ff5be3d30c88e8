import { checkOptions, integer, milliseconds, type Rule, refuseOptions } from "../options/check-options.js";

/** One circuit that was open. */
interface OpenRecord {
  /** `""` without `perKey`. */
  readonly key: string;
  /** How long it would have stayed open. */
  readonly remainingMs: number;
  /** How long it was opened for. */
  readonly openMs: number;
}

/** The open circuits of a breaker, as JSON can carry them. */
export interface BreakerRecord {
  readonly version: 1;
  /** ms since 1970. */
  readonly takenAt: number;
  readonly open: readonly OpenRecord[];
}

const anyText: Rule = (value) => (typeof value === "string" ? undefined : "a string");
const list: Rule = (value) => (Array.isArray(value) ? undefined : "a list");
const recordRules = { version: integer(1, 1), takenAt: milliseconds(0), open: list };
const openRules = { key: anyText, remainingMs: milliseconds(0), openMs: milliseconds(0) };

/** @throws ResilienceError `INVALID_OPTION` */
export function readBreakerRecord(record: unknown): BreakerRecord {
  const owner = "importState";
  checkOptions(owner, record, recordRules);
  const { open } = record as BreakerRecord;
  if (open.length > 1_000_000) refuseOptions(owner, "open has more than 1,000,000 circuits");
  for (const circuit of open) checkOptions(`${owner}: open`, circuit, openRules);
  return record as BreakerRecord;
}
