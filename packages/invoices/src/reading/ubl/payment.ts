import type { IsoDate, PaymentAccount } from "../../model/invoice.js";
import { find, findAll, textsAt, type XmlElement } from "../xml/element.js";
import { paymentAccount } from "../xml/payment-account.js";
import type { ValueReader } from "../xml/values.js";

/** BT-84 of every payment means, in the document's order. */
export function readAccounts(root: XmlElement): readonly PaymentAccount[] {
  return textsAt(root, "PaymentMeans", "PayeeFinancialAccount", "ID").map(paymentAccount);
}

/** BT-9: on the document; a credit note, and UBL 2.0 practice, has it in its payment means. */
export function readDueDate(root: XmlElement, values: ValueReader): IsoDate | null {
  const inMeans = findAll(root, "PaymentMeans", "PaymentDueDate")[0] ?? null;
  return values.day(find(root, "DueDate") ?? inMeans, "dueDate");
}
