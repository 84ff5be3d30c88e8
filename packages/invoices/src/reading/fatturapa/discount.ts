import type { AllowanceCharge } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

/** `ScontoMaggiorazione` of the document (2.1.1.8), already part of the taxable amounts. */
export function readGlobalDiscounts(document: XmlElement | null, values: ValueReader): readonly AllowanceCharge[] {
  return readDiscounts(document, "allowanceCharges", values);
}

/** The discounts (`SC`) and surcharges (`MG`) of a line or the document; one is given as an amount or a percentage. */
export function readDiscounts(
  parent: XmlElement | null,
  path: string,
  values: ValueReader,
): readonly AllowanceCharge[] {
  return findAll(parent, "ScontoMaggiorazione").map((element, index) => ({
    kind: textAt(element, "Tipo") === "MG" ? "charge" : "allowance",
    amount: values.decimal(find(element, "Importo"), `${path}[${index}].amount`),
    baseAmount: null,
    percentage: values.decimal(find(element, "Percentuale"), `${path}[${index}].percentage`),
    reason: null,
    taxCategory: null,
    taxRate: null,
  }));
}
