import type { AllowanceCharge } from "../../model/invoice.js";
import { find, findAll, firstText, isTrue, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

/** BG-20, BG-21 of the document, BG-27, BG-28 of a line: the `AllowanceCharge` children of `parent`. */
export function readAllowanceCharges(
  parent: XmlElement,
  path: string,
  values: ValueReader,
): readonly AllowanceCharge[] {
  return findAll(parent, "AllowanceCharge").map((element, index) => {
    const at = `${path}[${index}]`;
    return {
      kind: isTrue(find(element, "ChargeIndicator")) ? "charge" : "allowance",
      amount: values.decimal(find(element, "Amount"), `${at}.amount`),
      baseAmount: values.decimal(find(element, "BaseAmount"), `${at}.baseAmount`),
      percentage: values.decimal(find(element, "MultiplierFactorNumeric"), `${at}.percentage`),
      reason: firstText(textAt(element, "AllowanceChargeReason"), textAt(element, "AllowanceChargeReasonCode")),
      taxCategory: textAt(element, "TaxCategory", "ID"),
      taxRate: values.decimal(find(element, "TaxCategory", "Percent"), `${at}.taxRate`),
    };
  });
}
