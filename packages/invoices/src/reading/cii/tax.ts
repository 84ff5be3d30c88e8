import type { IsoDate, TaxBreakdown } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { readDay } from "./day.js";
import type { TradeVocabulary } from "./vocabulary.js";

/** BG-23. */
export function readTaxBreakdown(
  settlement: XmlElement | null,
  vocabulary: TradeVocabulary,
  values: ValueReader,
): readonly TaxBreakdown[] {
  return findAll(settlement, "ApplicableTradeTax").map((tax, index) => {
    const at = `taxBreakdown[${index}]`;
    return {
      category: textAt(tax, "CategoryCode"),
      rate: values.decimal(find(tax, vocabulary.taxRate), `${at}.rate`),
      taxable: values.decimal(find(tax, "BasisAmount"), `${at}.taxable`),
      tax: values.decimal(find(tax, "CalculatedAmount"), `${at}.tax`),
      exemptionReason: textAt(tax, "ExemptionReason") ?? textAt(tax, "ExemptionReasonCode"),
    };
  });
}

/** BT-7: CII repeats it in each breakdown row, the first that is there counts. */
export function readTaxPointDate(settlement: XmlElement | null, values: ValueReader): IsoDate | null {
  return readDay(findAll(settlement, "ApplicableTradeTax", "TaxPointDate")[0] ?? null, "taxPointDate", values);
}
