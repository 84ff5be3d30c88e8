import type { InvoiceLine } from "../../model/invoice.js";
import { find, findAll, firstText, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { readAllowanceCharges } from "./allowance-charge.js";

/** BG-25: the lines of the document; sub-lines are part of the line that holds them. */
export function readLines(root: XmlElement, values: ValueReader): readonly InvoiceLine[] {
  const creditNote = root.name === "CreditNote";
  const quantityName = creditNote ? "CreditedQuantity" : "InvoicedQuantity";
  return findAll(root, creditNote ? "CreditNoteLine" : "InvoiceLine").map((line, index) => {
    const at = `lines[${index}]`;
    const quantity = find(line, quantityName);
    const category = taxCategory(line);
    return {
      id: textAt(line, "ID"),
      name: firstText(textAt(line, "Item", "Name"), textAt(line, "Item", "Description")),
      quantity: values.decimal(quantity, `${at}.quantity`),
      unit: quantity?.attributes.get("unitCode") ?? null,
      unitPrice: values.decimal(find(line, "Price", "PriceAmount"), `${at}.unitPrice`),
      priceBaseQuantity: values.decimal(find(line, "Price", "BaseQuantity"), `${at}.priceBaseQuantity`),
      net: values.decimal(find(line, "LineExtensionAmount"), `${at}.net`),
      taxCategory: textAt(category, "ID"),
      taxRate: values.decimal(find(category, "Percent"), `${at}.taxRate`),
      allowanceCharges: readAllowanceCharges(line, `${at}.allowanceCharges`, values),
    };
  });
}

/** BT-151, BT-152: EN 16931 puts the category on the item, UBL 2.0 practice in the line's own tax total. */
function taxCategory(line: XmlElement): XmlElement | null {
  return find(line, "Item", "ClassifiedTaxCategory") ?? find(line, "TaxTotal", "TaxSubtotal", "TaxCategory");
}
