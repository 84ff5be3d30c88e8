import type { CurrencyCode, TaxBreakdown } from "../../model/invoice.js";
import { find, findAll, firstText, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

export interface Currencies {
  readonly currency: CurrencyCode | null;
  readonly taxCurrency: CurrencyCode | null;
}

/** The tax totals of a document that hold BT-110 and BT-111. */
export interface TaxTotals {
  readonly inDocumentCurrency: XmlElement | null;
  readonly inTaxCurrency: XmlElement | null;
}

/**
 * A UBL document repeats `TaxTotal`, once with the breakdown in the document currency and once, without it, in the tax
 * currency. They are told apart by `currencyID`; where the two currencies are the same (ZATCA), by the breakdown.
 */
export function taxTotals(root: XmlElement, { currency, taxCurrency }: Currencies): TaxTotals {
  const all = findAll(root, "TaxTotal");
  const inTaxCurrency =
    taxCurrency === null || taxCurrency === currency
      ? null
      : (all.find((total) => currencyOf(total) === taxCurrency) ?? null);
  const exact = all.filter((total) => currencyOf(total) === currency);
  const domestic = exact.length > 0 ? exact : all.filter((total) => total !== inTaxCurrency);
  return {
    inDocumentCurrency: domestic.find((total) => find(total, "TaxSubtotal") !== null) ?? domestic[0] ?? null,
    inTaxCurrency,
  };
}

function currencyOf(total: XmlElement): CurrencyCode | null {
  return find(total, "TaxAmount")?.attributes.get("currencyID") ?? null;
}

/** BG-23. */
export function readTaxBreakdown(
  root: XmlElement,
  currencies: Currencies,
  values: ValueReader,
): readonly TaxBreakdown[] {
  return findAll(taxTotals(root, currencies).inDocumentCurrency, "TaxSubtotal").map((subtotal, index) => {
    const at = `taxBreakdown[${index}]`;
    const category = find(subtotal, "TaxCategory");
    return {
      category: textAt(category, "ID"),
      rate: values.decimal(find(category, "Percent") ?? find(subtotal, "Percent"), `${at}.rate`),
      taxable: values.decimal(find(subtotal, "TaxableAmount"), `${at}.taxable`),
      tax: values.decimal(find(subtotal, "TaxAmount"), `${at}.tax`),
      exemptionReason: firstText(textAt(category, "TaxExemptionReason"), textAt(category, "TaxExemptionReasonCode")),
    };
  });
}
