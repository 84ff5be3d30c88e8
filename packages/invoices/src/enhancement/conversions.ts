import type { CurrencyCode, DecimalString, Invoice, IsoDate } from "../model/invoice.js";
import type { Conversion, Notice } from "../model/result.js";
import { isCurrency } from "../money/currencies.js";
import { convertAt, identityConversion } from "../rates/convert.js";
import { type Answer, type PlannedRate, planOf } from "./conversion-plan.js";
import type { EnhancementSettings } from "./settings.js";
import { type StepTrace, untouched } from "./step.js";

export interface ConversionStep {
  readonly conversions: Readonly<Record<CurrencyCode, Conversion>>;
  /** The amount to pay in the risk policy's base currency. */
  readonly baseAmount: DecimalString | null;
  readonly failed: readonly CurrencyCode[];
  readonly trace: StepTrace;
}

/**
 * Converts the amount to pay (the total with tax, where a document states no other) into every target currency and into
 * the base currency of the risk policy. Answers at once where every rate is at hand; a promise costs more than the
 * arithmetic.
 */
export function convertPayable(
  invoice: Invoice,
  today: IsoDate,
  settings: EnhancementSettings,
  signal?: AbortSignal,
): ConversionStep | Promise<ConversionStep> {
  const { currency, totals } = invoice;
  const wanted = wantedCurrencies(settings);
  const payable = totals.payable ?? totals.taxInclusive;
  if (currency === null || !isCurrency(currency) || payable === null) {
    return cannotConvert(invoice, wanted);
  }
  const date = rateDate(invoice, today, settings.rateDate);
  const answers = wanted.map((to) =>
    to === currency ? null : settings.rates.quote({ from: currency, to, date: date.day }, signal),
  );
  const assemble = (settled: readonly (Answer | null)[]) =>
    assembleStep({ currency, payable, wanted, settled, date, today }, settings);
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
    (totals.payable ?? totals.taxInclusive) === null
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
  const { wanted, payable, currency, date, today } = parts;
  const { rates, failed, trace } = planOf(wanted, parts.settled, date.warning);
  const conversions: Record<CurrencyCode, Conversion> = {};
  let baseAmount: DecimalString | null = null;
  for (let index = 0; index < wanted.length; index += 1) {
    const to = wanted[index] ?? "";
    const rate = rates[index];
    if (rate === undefined) continue;
    const conversion =
      rate === null
        ? identityConversion(payable, currency, date.day === "latest" ? today : date.day)
        : convertOne(payable, rate, to);
    if (to === settings.policy.baseCurrency) baseAmount = conversion.amount;
    if (index < settings.targets.length) conversions[to] = conversion;
  }
  return { conversions, baseAmount, failed, trace };
}

function convertOne(payable: DecimalString, { quote, prepared }: PlannedRate, to: CurrencyCode): Conversion {
  return {
    amount: convertAt(payable, prepared, to),
    rate: prepared.rate,
    rateDate: quote.rateDate,
    source: quote.source,
    fromCache: quote.fromCache,
    stale: quote.stale,
    ageSeconds: quote.ageSeconds,
    costUsd: quote.costUsd,
  };
}
