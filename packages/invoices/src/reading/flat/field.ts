/** What a key of a flat JSON document or a column of a table can stand for. */
export type Field =
  | "number"
  | "type"
  | "issueDate"
  | "dueDate"
  | "taxPointDate"
  | "currency"
  | "taxCurrency"
  | "amountDue"
  | "gross"
  | "amount"
  | "net"
  | "tax"
  | "prepaid"
  | "sellerName"
  | "sellerVatId"
  | "sellerTaxId"
  | "sellerCountry"
  | "sellerAddress"
  | "buyerName"
  | "buyerVatId"
  | "buyerCountry"
  | "account"
  | "order"
  | "precedingInvoice"
  | "lines";

/** A field that a name stands for. Where two names of a document stand for one field, the lower rank wins. */
export interface NamedField {
  readonly field: Field;
  readonly rank: number;
}
