import { checkAccount } from "../accounts/index.js";
import type { Invoice, PaymentAccount } from "../model/invoice.js";

/**
 * Brings a document, whatever its reader, to the form the other steps rely on: accounts are told apart and checked.
 * Everything else stands as the document has it.
 */
export function normaliseInvoice(invoice: Invoice): Invoice {
  const { accounts } = invoice.payment;
  return accounts.length === 0 ? invoice : { ...invoice, payment: { accounts: accounts.map(checked) } };
}

function checked({ id }: PaymentAccount): PaymentAccount {
  const { kind, valid } = checkAccount(id);
  return { id, kind, valid };
}
