import type { CurrencyCode } from "../model/invoice.js";
import type { Notice } from "../model/result.js";
import { type PreparedRate, prepareRate } from "../rates/convert.js";
import type { RateQuote, RateUnavailable } from "../rates/port.js";
import { joinTraces, type StepTrace, untouched } from "./step.js";

/** What the port said about one target currency. */
export type Answer = RateQuote | RateUnavailable;

/** What the documents of one currency and day have in common. */
interface Plan {
  readonly settled: readonly (Answer | null)[];
  readonly warning: Notice | null;
  /** In the order of the wanted currencies: `null` for the document's own, `undefined` where there is no rate. */
  readonly rates: readonly (PlannedRate | null | undefined)[];
  readonly failed: readonly CurrencyCode[];
  readonly trace: StepTrace;
}

export interface PlannedRate {
  readonly quote: RateQuote;
  readonly prepared: PreparedRate;
}

const lastPlans = new WeakMap<Answer, Plan>();

/** The plan of these answers: the last one of the first answer, if the others are the same, else a new one. */
export function planOf(
  wanted: readonly CurrencyCode[],
  settled: readonly (Answer | null)[],
  warning: Notice | null,
): Plan {
  const first = settled.find((answer) => answer !== null);
  const last = first && lastPlans.get(first);
  if (last !== undefined && last.warning === warning && sameAnswers(last.settled, settled)) return last;
  const plan = makePlan(wanted, settled, warning);
  if (first) lastPlans.set(first, plan);
  return plan;
}

function sameAnswers(left: readonly (Answer | null)[], right: readonly (Answer | null)[]): boolean {
  return left.length === right.length && left.every((answer, index) => answer === right[index]);
}

function makePlan(wanted: readonly CurrencyCode[], settled: readonly (Answer | null)[], warning: Notice | null): Plan {
  const traces = settled.filter((answer) => answer !== null).map(traceOf);
  return {
    settled,
    warning,
    rates: settled.map(planRate),
    failed: wanted.filter((_, index) => isUnavailable(settled[index])),
    trace: joinTraces(warning === null ? traces : [{ ...untouched, warnings: [warning] }, ...traces]),
  };
}

function planRate(answer: Answer | null): PlannedRate | null | undefined {
  if (answer === null) return null;
  return isUnavailable(answer) ? undefined : { quote: answer, prepared: prepareRate(answer) };
}

function isUnavailable(answer: Answer | null | undefined): answer is RateUnavailable {
  return answer !== null && answer !== undefined && "unavailable" in answer;
}

function traceOf(answer: Answer): StepTrace {
  if (isUnavailable(answer)) {
    return {
      ...untouched,
      errors: [{ code: answer.code, message: answer.message }],
      warnings: answer.warnings,
      degraded: answer.code === "RATE-UNAVAILABLE",
    };
  }
  return {
    servicesUsed: answer.source === "bundled" ? [] : ["exchange-rates"],
    costUsd: answer.costUsd,
    savedUsd: answer.savedUsd,
    cacheHits: answer.fromCache ? 1 : 0,
    errors: [],
    warnings: answer.warnings,
    degraded: answer.stale,
  };
}
