import { checkInvoice } from "../checks/index.js";
import { utcDay } from "../dates/utc-day.js";
import type { Finding } from "../model/finding.js";
import type { Invoice, IsoDate } from "../model/invoice.js";
import { normaliseInvoice } from "../normalising/normalise-invoice.js";
import { type ConversionStep, convertPayable } from "./conversions.js";
import { type VatStep, verifySellerVat } from "./seller-vat.js";
import type { EnhancementSettings } from "./settings.js";
import { joinTraces, type StepTrace } from "./step.js";

/** A document after everything that can be known without remembering others. */
export interface PreparedDocument {
  readonly invoice: Invoice;
  readonly findings: readonly Finding[];
  readonly conversion: ConversionStep;
  readonly vat: VatStep;
  readonly trace: StepTrace;
  readonly today: IsoDate;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds it took so far. */
  readonly durationMs: number;
}

/**
 * The steps of a document that ask outside services or nobody: normalise, check, convert, verify; services are asked in
 * parallel. Never rejects for an outage. Answers at once where no service has to be waited for.
 */
export function prepareDocument(
  read: { readonly invoice: Invoice; readonly findings: readonly Finding[] },
  settings: EnhancementSettings,
  signal?: AbortSignal,
): PreparedDocument | Promise<PreparedDocument> {
  const startedAt = settings.clock.wallNow();
  const started = settings.clock.now();
  const today = utcDay(startedAt);
  const invoice = normaliseInvoice(read.invoice);
  const checked = checkInvoice(invoice, { today });
  const conversion = convertPayable(invoice, today, settings, signal);
  const vat = verifySellerVat(invoice, settings, signal);
  const assemble = (conversion: ConversionStep, vat: VatStep): PreparedDocument => ({
    invoice,
    findings: [...read.findings, ...checked, ...vat.findings],
    conversion,
    vat,
    trace: joinTraces([conversion.trace, vat.trace]),
    today,
    startedAt,
    durationMs: settings.clock.now() - started,
  });
  return conversion instanceof Promise || vat instanceof Promise
    ? Promise.all([conversion, vat]).then((settled) => assemble(...settled))
    : assemble(conversion, vat);
}
