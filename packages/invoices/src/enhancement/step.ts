import Big from "big.js";
import type { DecimalString } from "../model/invoice.js";
import type { Notice } from "../model/result.js";

/** What a step that asked outside services leaves on the result, besides its answer. */
export interface StepTrace {
  readonly servicesUsed: readonly string[];
  readonly costUsd: DecimalString;
  readonly savedUsd: DecimalString;
  readonly cacheHits: number;
  readonly errors: readonly Notice[];
  readonly warnings: readonly Notice[];
  readonly degraded: boolean;
}

export const untouched: StepTrace = {
  servicesUsed: [],
  costUsd: "0",
  savedUsd: "0",
  cacheHits: 0,
  errors: [],
  warnings: [],
  degraded: false,
};

/** Adds two decimals, without arithmetic in the common case that one of them is nothing. */
function addCosts(left: DecimalString, right: DecimalString): DecimalString {
  if (left === "0") return right;
  if (right === "0") return left;
  return new Big(left).plus(right).toFixed();
}

/** One trace of several steps; a notice that several steps gave stands once. */
export function joinTraces(traces: readonly StepTrace[]): StepTrace {
  let joined = untouched;
  for (const trace of traces) joined = joinTwo(joined, trace);
  return joined;
}

function joinTwo(left: StepTrace, right: StepTrace): StepTrace {
  if (right === untouched) return left;
  if (left === untouched) return right;
  return {
    servicesUsed: joinNames(left.servicesUsed, right.servicesUsed),
    costUsd: addCosts(left.costUsd, right.costUsd),
    savedUsd: addCosts(left.savedUsd, right.savedUsd),
    cacheHits: left.cacheHits + right.cacheHits,
    errors: joinNotices(left.errors, right.errors),
    warnings: joinNotices(left.warnings, right.warnings),
    degraded: left.degraded || right.degraded,
  };
}

function joinNames(left: readonly string[], right: readonly string[]): readonly string[] {
  if (right.length === 0 || left === right) return left;
  return left.length === 0 ? right : [...new Set([...left, ...right])];
}

function joinNotices(left: readonly Notice[], right: readonly Notice[]): readonly Notice[] {
  if (right.length === 0) return left;
  if (left.length === 0) return right;
  const added = right.filter((notice) => !left.some((known) => sameNotice(known, notice)));
  return added.length === 0 ? left : [...left, ...added];
}

function sameNotice(left: Notice, right: Notice): boolean {
  return left === right || (left.code === right.code && left.message === right.message);
}
