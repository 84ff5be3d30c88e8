import { checkAccount } from "../accounts/index.js";
import type { Invoice } from "../model/invoice.js";
import type { Report } from "./report.js";

/** ACCOUNT-IBAN: an account with the shape of an IBAN whose check digits, length or national structure are wrong. */
export function checkAccounts({ payment: { accounts } }: Invoice, report: Report): void {
  for (const [index, { id }] of accounts.entries()) {
    if (checkAccount(id).valid !== false) continue;
    const message = "the account is no valid IBAN; compare it with the document before paying";
    report("ACCOUNT-IBAN", "warning", `payment.accounts[${index}].id`, message);
  }
}
