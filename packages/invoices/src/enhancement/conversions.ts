import type { CurrencyCode, DecimalString, Invoice, IsoDate } from "../model/invoice.js";
import type { Conversion, Notice } from "../model/result.js";
import { isCurrency } from "../money/currencies.js";
import { convertAt, identityConversion, type PreparedRate, prepareRate } from "../rates/convert.js";
import type { RateQuote, RateUnavailable } from "../rates/port.js";
import type { EnhancementSettings } from "./settings.js";
import { joinTraces, type StepTrace, untouched } from "./step.js";

export interface ConversionStep {
  readonly conversions: Readonly<Record<CurrencyCode, Conversion>>;
  /** The amount to pay in the risk policy's base currency. */
  readonly baseAmount: DecimalString | null;
  readonly failed: readonly CurrencyCode[];
  readonly trace: StepTrace;
}

type Answer = RateQuote | RateUnavailable;

/**
 * Converts the amount to pay into every target currency and into the base currency of the risk policy. Answers at once
 * where every rate is at hand; a promise costs more than the arithmetic.
 */
export function convertPayable(
  invoice: Invoice,
  today: IsoDate,
  settings: EnhancementSettings,
  signal?: AbortSignal,
): ConversionStep | Promise<ConversionStep> {
  const { currency, totals } = invoice;
  const wanted = wantedCurrencies(settings);
  if (currency === null || !isCurrency(currency) || totals.payable === null) {
    return cannotConvert(invoice, wanted);
  }
  const date = rateDate(invoice, today, settings.rateDate);
  const answers = wanted.map((to) =>
    to === currency ? null : settings.rates.quote({ from: currency, to, date: date.day }, signal),
  );
  const assemble = (settled: readonly (Answer | null)[]) =>
    assembleStep({ currency, payable: totals.payable ?? "0", wanted, settled, date, today }, settings);
  return answers.some((answer) => answer instanceof Promise)
    ? Promise.all(answers).then(assemble)
    : assemble(answers as readonly (Answer | null)[]);
}

const wantedByTargets = new WeakMap<readonly CurrencyCode[], readonly CurrencyCode[]>();

function wantedCurrencies({ targets, policy }: EnhancementSettings): readonly CurrencyCode[] {
  let wanted = wantedByTargets.get(targets);
  if (wanted === undefined) {
    wanted = [...new Set([...targets, policy.baseCurrency])];
    wantedByTargets.set(targets, wanted);
  }
  return wanted;
}

interface RateDay {
  readonly day: IsoDate | "latest";
  readonly warning: Notice | null;
}

const withoutDate: Notice = {
  code: "RATE-DATE-UNKNOWN",
  message: "the document has no date; converted at the latest rate",
};

function rateDate(invoice: Invoice, today: IsoDate, mode: "invoice" | "latest"): RateDay {
  const day = invoice.taxPointDate ?? invoice.issueDate;
  if (mode === "latest") return { day: "latest", warning: null };
  if (day === null) return { day: "latest", warning: withoutDate };
  return { day: day > today ? "latest" : day, warning: null };
}

function cannotConvert({ currency, totals }: Invoice, wanted: readonly CurrencyCode[]): ConversionStep {
  const reason =
    totals.payable === null
      ? "the document has no readable amount to pay"
      : currency === null
        ? "the document names no currency"
        : `${currency} is no ISO 4217 currency`;
  const error = { code: "CONVERSION-IMPOSSIBLE", message: `not converted: ${reason}` };
  return { conversions: {}, baseAmount: null, failed: wanted, trace: { ...untouched, errors: [error] } };
}

interface Parts {
  readonly currency: CurrencyCode;
  readonly payable: DecimalString;
  readonly wanted: readonly CurrencyCode[];
  readonly settled: readonly (Answer | null)[];
  readonly date: RateDay;
  readonly today: IsoDate;
}

function assembleStep(parts: Parts, settings: EnhancementSettings): ConversionStep {
  const conversions: Record<CurrencyCode, Conversion> = {};
  const failed: CurrencyCode[] = [];
  const traces: StepTrace[] = parts.date.warning === null ? [] : [{ ...untouched, warnings: [parts.date.warning] }];
  let baseAmount: DecimalString | null = null;
  const day = parts.date.day === "latest" ? parts.today : parts.date.day;
  for (let index = 0; index < parts.wanted.length; index += 1) {
    const to = parts.wanted[index] ?? "";
    const answer = parts.settled[index];
    const conversion = answer ? convertOne(parts, to, answer) : identityConversion(parts.payable, parts.currency, day);
    if (answer) traces.push(traceOf(answer));
    if (conversion === null) failed.push(to);
    else if (to === settings.policy.baseCurrency) baseAmount = conversion.amount;
    if (conversion !== null && index < settings.targets.length) conversions[to] = conversion;
  }
  return { conversions, baseAmount, failed, trace: joinTraces(traces) };
}

function convertOne({ payable }: Parts, to: CurrencyCode, answer: Answer): Conversion | null {
  if ("unavailable" in answer) return null;
  let prepared = ratesOfQuotes.get(answer);
  if (prepared === undefined) {
    prepared = prepareRate(answer);
    ratesOfQuotes.set(answer, prepared);
  }
  const { rateDate, source, fromCache, stale, ageSeconds, costUsd } = answer;
  const amount = convertAt(payable, prepared, to);
  return { amount, rate: prepared.rate, rateDate, source, fromCache, stale, ageSeconds, costUsd };
}

const ratesOfQuotes = new WeakMap<RateQuote, PreparedRate>();

/** Traces of quotes are shared: a thousand documents of one day have the same one. */
const tracesOfQuotes = new WeakMap<RateQuote, StepTrace>();

function traceOf(answer: Answer): StepTrace {
  if ("unavailable" in answer) {
    return {
      ...untouched,
      errors: [{ code: answer.code, message: answer.message }],
      warnings: answer.warnings,
      degraded: answer.code === "RATE-UNAVAILABLE",
    };
  }
  let trace = tracesOfQuotes.get(answer);
  if (trace === undefined) {
    trace = {
      servicesUsed: answer.source === "bundled" ? [] : ["exchange-rates"],
      costUsd: answer.costUsd,
      savedUsd: answer.savedUsd,
      cacheHits: answer.fromCache ? 1 : 0,
      errors: [],
      warnings: answer.warnings,
      degraded: answer.stale,
    };
    tracesOfQuotes.set(answer, trace);
  }
  return trace;
}
