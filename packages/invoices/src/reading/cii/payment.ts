import type { IsoDate, PaymentAccount } from "../../model/invoice.js";
import { findAll, textAt, type XmlElement } from "../xml/element.js";
import { paymentAccount } from "../xml/payment-account.js";
import type { ValueReader } from "../xml/values.js";
import { readDay } from "./day.js";

/** BT-84 of every payment means, in the document's order: the IBAN, else the proprietary identifier. */
export function readAccounts(settlement: XmlElement | null): readonly PaymentAccount[] {
  const accounts = findAll(settlement, "SpecifiedTradeSettlementPaymentMeans", "PayeePartyCreditorFinancialAccount");
  return accounts
    .map((account) => textAt(account, "IBANID") ?? textAt(account, "ProprietaryID"))
    .filter((id) => id !== null)
    .map(paymentAccount);
}

/** BT-9, of the first payment terms that name one. */
export function readDueDate(settlement: XmlElement | null, values: ValueReader): IsoDate | null {
  return readDay(findAll(settlement, "SpecifiedTradePaymentTerms", "DueDateDateTime")[0] ?? null, "dueDate", values);
}
