import type { IsoDate, PaymentAccount } from "../../model/invoice.js";
import { findAll, textsAt, type XmlElement } from "../xml/element.js";
import { paymentAccount } from "../xml/payment-account.js";
import type { ValueReader } from "../xml/values.js";

/** The instalments of all payment conditions (2.4.2). */
export function instalments(body: XmlElement): readonly XmlElement[] {
  return findAll(body, "DatiPagamento", "DettaglioPagamento");
}

export function readAccounts(body: XmlElement): readonly PaymentAccount[] {
  return textsAt(body, "DatiPagamento", "DettaglioPagamento", "IBAN").map(paymentAccount);
}

/** The due date of the first instalment that has one. */
export function readDueDate(body: XmlElement, values: ValueReader): IsoDate | null {
  return values.day(
    findAll(body, "DatiPagamento", "DettaglioPagamento", "DataScadenzaPagamento")[0] ?? null,
    "dueDate",
  );
}
