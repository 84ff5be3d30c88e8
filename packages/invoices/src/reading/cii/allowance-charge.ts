import type { AllowanceCharge } from "../../model/invoice.js";
import { find, findAll, isTrue, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import type { TradeVocabulary } from "./vocabulary.js";

/**
 * BG-20, BG-21 of the document, BG-27, BG-28 of a line: the `SpecifiedTradeAllowanceCharge` children of a settlement.
 * The logistics charges of the EXTENDED profile are outside EN 16931 and not among them.
 */
export function readAllowanceCharges(
  settlement: XmlElement | null,
  path: string,
  vocabulary: TradeVocabulary,
  values: ValueReader,
): readonly AllowanceCharge[] {
  return findAll(settlement, "SpecifiedTradeAllowanceCharge").map((element, index) => {
    const at = `${path}[${index}]`;
    return {
      kind: isTrue(find(element, "ChargeIndicator", "Indicator")) ? "charge" : "allowance",
      amount: values.decimal(find(element, "ActualAmount"), `${at}.amount`),
      baseAmount: values.decimal(find(element, "BasisAmount"), `${at}.baseAmount`),
      percentage: values.decimal(find(element, "CalculationPercent"), `${at}.percentage`),
      reason: textAt(element, "Reason") ?? textAt(element, "ReasonCode"),
      taxCategory: textAt(element, "CategoryTradeTax", "CategoryCode"),
      taxRate: values.decimal(find(element, "CategoryTradeTax", vocabulary.taxRate), `${at}.taxRate`),
    };
  });
}
