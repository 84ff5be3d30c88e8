import type { CurrencyCode, Totals } from "../../model/invoice.js";
import { findAll, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

/** BG-22. An amount that is repeated in several currencies counts in that of the document. */
export function readTotals(
  summation: XmlElement | null,
  { currency, taxCurrency }: { currency: CurrencyCode | null; taxCurrency: CurrencyCode | null },
  values: ValueReader,
): Totals {
  const amount = (element: string, field: keyof Totals) => {
    const all = findAll(summation, element);
    return values.decimal(all.find((total) => currencyOf(total) === currency) ?? all[0] ?? null, `totals.${field}`);
  };
  const taxTotals = findAll(summation, "TaxTotalAmount");
  const inCurrency = (code: CurrencyCode) => taxTotals.find((total) => currencyOf(total) === code) ?? null;
  const foreign = taxCurrency === null || taxCurrency === currency ? null : inCurrency(taxCurrency);
  const exact = currency === null ? null : inCurrency(currency);
  const tax = exact ?? taxTotals.find((total) => total !== foreign) ?? null;
  return {
    lineNet: amount("LineTotalAmount", "lineNet"),
    allowances: amount("AllowanceTotalAmount", "allowances"),
    charges: amount("ChargeTotalAmount", "charges"),
    taxExclusive: amount("TaxBasisTotalAmount", "taxExclusive"),
    tax: values.decimal(tax, "totals.tax"),
    taxInTaxCurrency: values.decimal(foreign, "totals.taxInTaxCurrency"),
    taxInclusive: amount("GrandTotalAmount", "taxInclusive"),
    prepaid: amount("TotalPrepaidAmount", "prepaid"),
    rounding: amount("RoundingAmount", "rounding"),
    payable: amount("DuePayableAmount", "payable"),
  };
}

function currencyOf(amount: XmlElement): CurrencyCode | null {
  return amount.attributes.get("currencyID") ?? null;
}
