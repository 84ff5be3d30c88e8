import type { Field } from "./field.js";

/** The untrusted values of one flat document by what they stand for. Every key is there, so that all share one shape. */
export type FlatDocument = Record<Field, unknown>;

export function emptyDocument(): FlatDocument {
  return {
    number: undefined,
    type: undefined,
    issueDate: undefined,
    dueDate: undefined,
    taxPointDate: undefined,
    currency: undefined,
    taxCurrency: undefined,
    amountDue: undefined,
    gross: undefined,
    amount: undefined,
    net: undefined,
    tax: undefined,
    prepaid: undefined,
    sellerName: undefined,
    sellerVatId: undefined,
    sellerTaxId: undefined,
    sellerCountry: undefined,
    sellerAddress: undefined,
    buyerName: undefined,
    buyerVatId: undefined,
    buyerCountry: undefined,
    account: undefined,
    order: undefined,
    precedingInvoice: undefined,
    lines: undefined,
  };
}

/** Whether there is anything an invoice can be told by: an amount, a number or a seller. */
export function looksLikeInvoice(document: FlatDocument): boolean {
  const { amountDue, gross, amount, net, number, sellerName } = document;
  return [amountDue, gross, amount, net, number, sellerName].some(
    (value) => value !== undefined && value !== null && value !== "",
  );
}
