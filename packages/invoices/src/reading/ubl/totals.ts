import type { Totals } from "../../model/invoice.js";
import { find, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { type Currencies, taxTotals } from "./tax.js";

/** BG-22 with BT-110 and BT-111. */
export function readTotals(root: XmlElement, currencies: Currencies, values: ValueReader): Totals {
  const monetary = find(root, "LegalMonetaryTotal");
  const amount = (element: string, field: keyof Totals) => values.decimal(find(monetary, element), `totals.${field}`);
  const { inDocumentCurrency, inTaxCurrency } = taxTotals(root, currencies);
  return {
    lineNet: amount("LineExtensionAmount", "lineNet"),
    allowances: amount("AllowanceTotalAmount", "allowances"),
    charges: amount("ChargeTotalAmount", "charges"),
    taxExclusive: amount("TaxExclusiveAmount", "taxExclusive"),
    tax: values.decimal(find(inDocumentCurrency, "TaxAmount"), "totals.tax"),
    taxInTaxCurrency: values.decimal(find(inTaxCurrency, "TaxAmount"), "totals.taxInTaxCurrency"),
    taxInclusive: amount("TaxInclusiveAmount", "taxInclusive"),
    prepaid: amount("PrepaidAmount", "prepaid"),
    rounding: amount("PayableRoundingAmount", "rounding"),
    payable: amount("PayableAmount", "payable"),
  };
}
