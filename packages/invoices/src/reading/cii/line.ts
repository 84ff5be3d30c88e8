import type { InvoiceLine } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { readAllowanceCharges } from "./allowance-charge.js";
import type { TradeVocabulary } from "./vocabulary.js";

/** BG-25. */
export function readLines(
  transaction: XmlElement | null,
  vocabulary: TradeVocabulary,
  values: ValueReader,
): readonly InvoiceLine[] {
  return findAll(transaction, vocabulary.line).map((line, index) => {
    const at = `lines[${index}]`;
    const price = find(line, vocabulary.lineAgreement, "NetPriceProductTradePrice");
    const quantity = find(line, vocabulary.lineDelivery, "BilledQuantity");
    const settlement = find(line, vocabulary.lineSettlement);
    const tax = find(settlement, "ApplicableTradeTax");
    return {
      id: textAt(line, "AssociatedDocumentLineDocument", "LineID"),
      name: textAt(line, "SpecifiedTradeProduct", "Name"),
      quantity: values.decimal(quantity, `${at}.quantity`),
      unit: quantity?.attributes.get("unitCode") ?? null,
      unitPrice: values.decimal(find(price, "ChargeAmount"), `${at}.unitPrice`),
      priceBaseQuantity: values.decimal(find(price, "BasisQuantity"), `${at}.priceBaseQuantity`),
      net: values.decimal(find(settlement, vocabulary.lineMonetarySummation, "LineTotalAmount"), `${at}.net`),
      taxCategory: textAt(tax, "CategoryCode"),
      taxRate: values.decimal(find(tax, vocabulary.taxRate), `${at}.taxRate`),
      allowanceCharges: readAllowanceCharges(settlement, `${at}.allowanceCharges`, vocabulary, values),
    };
  });
}
