import type { InvoiceLine } from "../../model/invoice.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";
import { readDiscounts } from "./discount.js";

/** `DettaglioLinee` (2.2.1); the nature (`N1` .. `N7`) stands for the VAT category where no VAT is charged. */
export function readLines(body: XmlElement, values: ValueReader): readonly InvoiceLine[] {
  return findAll(body, "DatiBeniServizi", "DettaglioLinee").map((line, index) => {
    const at = `lines[${index}]`;
    return {
      id: textAt(line, "NumeroLinea"),
      name: textAt(line, "Descrizione"),
      quantity: values.decimal(find(line, "Quantita"), `${at}.quantity`),
      unit: textAt(line, "UnitaMisura"),
      unitPrice: values.decimal(find(line, "PrezzoUnitario"), `${at}.unitPrice`),
      priceBaseQuantity: null,
      net: values.decimal(find(line, "PrezzoTotale"), `${at}.net`),
      taxCategory: textAt(line, "Natura"),
      taxRate: values.decimal(find(line, "AliquotaIVA"), `${at}.taxRate`),
      allowanceCharges: readDiscounts(line, `${at}.allowanceCharges`, values),
    };
  });
}
