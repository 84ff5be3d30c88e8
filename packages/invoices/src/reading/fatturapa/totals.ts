import Big from "big.js";
import type { DecimalString, TaxBreakdown, Totals } from "../../model/invoice.js";
import { find, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { instalments } from "./payment.js";

/**
 * FatturaPA states the total with tax only; the total without tax and the tax are the sums of its breakdown, and what
 * is due is the sum of its instalments, from which withheld tax is already gone.
 */
export function readTotals(body: XmlElement, breakdown: readonly TaxBreakdown[], values: ValueReader): Totals {
  const document = find(body, "DatiGenerali", "DatiGeneraliDocumento");
  const due = instalments(body).map((instalment) =>
    values.decimal(find(instalment, "ImportoPagamento"), "totals.payable"),
  );
  return {
    lineNet: null,
    allowances: null,
    charges: null,
    taxExclusive: sum(breakdown.map((row) => row.taxable)),
    tax: sum(breakdown.map((row) => row.tax)),
    taxInTaxCurrency: null,
    taxInclusive: values.decimal(find(document, "ImportoTotaleDocumento"), "totals.taxInclusive"),
    prepaid: null,
    rounding: values.decimal(find(document, "Arrotondamento"), "totals.rounding"),
    payable: sum(due),
  };
}

/** `null` where nothing is there to add; a single amount stands as written. */
function sum(amounts: readonly (DecimalString | null)[]): DecimalString | null {
  const present = amounts.filter((amount) => amount !== null);
  const [only] = present;
  if (only === undefined || present.length === 1) return only ?? null;
  const decimals = present.reduce((most, amount) => Math.max(most, amount.split(".")[1]?.length ?? 0), 0);
  return present.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed(decimals);
}
