import type { PaymentAccount } from "../../model/invoice.js";

/** ISO 13616: two letters of a country, two check digits, up to 30 letters and digits. */
const ibanShape = /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/i;

/** An account as a document writes it; whether it is valid is for a later step to say. */
export function paymentAccount(id: string): PaymentAccount {
  return { id, kind: ibanShape.test(id.replace(/[ .-]/g, "")) ? "iban" : "other", valid: null };
}
