import type { DuplicateMatch } from "../duplicates/index.js";
import type { VendorMemory } from "../memory/port.js";
import type { Finding } from "../model/finding.js";
import type { CurrencyCode, DecimalString, Invoice, IsoDate } from "../model/invoice.js";
import type { VatResult } from "../model/result.js";

/** All that is known about a document when it is judged. Rules read this and nothing else. */
export interface RiskFacts {
  readonly invoice: Invoice;
  /** The amount to pay in the policy's base currency; `null` where it could not be converted. */
  readonly baseAmount: DecimalString | null;
  readonly failedConversions: readonly CurrencyCode[];
  readonly vat: VatResult | null;
  readonly findings: readonly Finding[];
  readonly duplicates: readonly DuplicateMatch[];
  readonly vendor: VendorMemory | null;
  /** Documents remembered from before; a store that knows little can not call a vendor new. */
  readonly knownDocuments: number;
  /** The day of processing. */
  readonly today: IsoDate;
}
