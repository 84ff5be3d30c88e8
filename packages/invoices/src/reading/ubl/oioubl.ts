import type { Totals } from "../../model/invoice.js";
import type { ValueReader } from "../xml/values.js";

/**
 * OIOUBL 2, the Danish form of UBL 2.0, writes the tax itself into `TaxExclusiveAmount`. The amount stands as written;
 * the finding tells later checks that it is no total without tax.
 */
export function noteTaxAsExclusive(profile: string | null, totals: Totals, values: ValueReader): void {
  if (profile?.startsWith("OIOUBL-2") !== true || totals.taxExclusive === null) return;
  values.note({
    code: "OIOUBL-TAX-EXCLUSIVE",
    severity: "info",
    message: `OIOUBL 2 states the tax (${totals.taxExclusive}) where others state the total without tax.`,
    path: "totals.taxExclusive",
  });
}
