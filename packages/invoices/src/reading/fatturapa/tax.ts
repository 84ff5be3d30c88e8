import type { TaxBreakdown } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

/** `DatiRiepilogo` (2.2.2), a row for each rate and nature. */
export function readTaxBreakdown(body: XmlElement, values: ValueReader): readonly TaxBreakdown[] {
  return findAll(body, "DatiBeniServizi", "DatiRiepilogo").map((row, index) => {
    const at = `taxBreakdown[${index}]`;
    return {
      category: textAt(row, "Natura"),
      rate: values.decimal(find(row, "AliquotaIVA"), `${at}.rate`),
      taxable: values.decimal(find(row, "ImponibileImporto"), `${at}.taxable`),
      tax: values.decimal(find(row, "Imposta"), `${at}.tax`),
      exemptionReason: textAt(row, "RiferimentoNormativo"),
    };
  });
}
