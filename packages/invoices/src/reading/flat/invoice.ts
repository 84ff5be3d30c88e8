import type { Finding } from "../../model/finding.js";
import type {
  Buyer,
  CurrencyCode,
  DecimalString,
  DocumentSource,
  Invoice,
  InvoiceType,
  PaymentAccount,
} from "../../model/invoice.js";
import { formatAmount } from "../../money/amount.js";
import { sum } from "../../money/decimal.js";
import type { DecimalMark } from "../text/amount.js";
import type { DateOrder } from "../text/date.js";
import { isCreditNoteCode } from "../xml/credit-note-codes.js";
import { paymentAccount } from "../xml/payment-account.js";
import type { FlatDocument } from "./document.js";
import type { Field } from "./field.js";
import { readLines } from "./lines.js";
import { readAmount, readCountry, readCurrency, readDate, readText } from "./values.js";

/** What the rest of a table, or the caller, has shown about how values are written. */
export interface FlatConventions {
  readonly decimalMark?: (field: Field) => DecimalMark | undefined;
  readonly dateOrder?: (field: Field) => DateOrder | undefined;
  /** For documents that name no currency. */
  readonly defaultCurrency?: CurrencyCode | undefined;
}

const noConventions: FlatConventions = {};

/**
 * The invoice that a flat document stands for. What is payable is the amount due where it is given, else the gross
 * total, else the plain amount, else net plus tax, else the net. An amount keeps its sign: reversals and refunds are
 * negative in lists of payments without being credit notes, so only a type that says so makes one.
 */
export function flatInvoice(
  document: FlatDocument,
  source: DocumentSource,
  findings: Finding[],
  conventions: FlatConventions = noConventions,
): Invoice {
  const { decimalMark, dateOrder } = conventions;
  let beside: CurrencyCode | null = null;
  const amount = (field: Field, path: string): DecimalString | null => {
    const value = document[field];
    if (value === undefined) return null;
    const reading = readAmount(value, path, findings, decimalMark?.(field));
    beside ??= reading?.currency ?? null;
    return reading === null ? null : reading.value;
  };
  const date = (field: Field, path: string) =>
    document[field] === undefined ? null : readDate(document[field], path, findings, dateOrder?.(field));

  const due = amount("amountDue", "totals.payable");
  const gross = amount("gross", "totals.taxInclusive");
  const plain = amount("amount", "totals.payable");
  const net = amount("net", "totals.taxExclusive");
  const tax = amount("tax", "totals.tax");
  const prepaid = amount("prepaid", "totals.prepaid");
  const payable = due ?? gross ?? plain ?? (net !== null && tax !== null ? addExactly(net, tax) : net);
  const named = document.currency === undefined ? null : readCurrency(document.currency, "currency", findings);
  const currency = named ?? beside ?? conventions.defaultCurrency ?? null;
  const typeText = readText(document.type);

  return {
    number: readText(document.number),
    type: typeOf(typeText),
    typeCode: typeText !== null && /^\d{2,3}$/.test(typeText) ? typeText : null,
    issueDate: date("issueDate", "issueDate"),
    taxPointDate: date("taxPointDate", "taxPointDate"),
    dueDate: date("dueDate", "dueDate"),
    currency,
    taxCurrency:
      document.taxCurrency === undefined ? null : readCurrency(document.taxCurrency, "taxCurrency", findings),
    totals: {
      lineNet: null,
      allowances: null,
      charges: null,
      taxExclusive: inCurrency(net, currency),
      tax: inCurrency(tax, currency),
      taxInTaxCurrency: null,
      taxInclusive: inCurrency(gross, currency),
      prepaid: inCurrency(prepaid, currency),
      rounding: null,
      payable: inCurrency(payable, currency),
    },
    seller: {
      name: readText(document.sellerName),
      tradingName: null,
      vatId: readText(document.sellerVatId),
      taxId: readText(document.sellerTaxId),
      taxIdScheme: null,
      country: readCountry(document.sellerCountry),
      address: readText(document.sellerAddress),
    },
    buyer: buyerOf(document),
    payment: document.account === undefined ? noPayment : { accounts: readAccounts(document.account) },
    lines: document.lines === undefined ? nothing : readLines(document.lines, findings),
    allowanceCharges: nothing,
    taxBreakdown: nothing,
    references: referencesOf(document),
    source,
  };
}

// Most flat documents have none of these, so they share them: a batch of invoices is smaller by a third (460 bytes each).
const nothing: readonly never[] = Object.freeze([]);
const noPayment: Invoice["payment"] = Object.freeze({ accounts: nothing });
const noBuyer: Buyer = Object.freeze({ name: null, vatId: null, country: null });
const noReferences: Invoice["references"] = Object.freeze({ order: null, precedingInvoice: null });

function buyerOf({ buyerName, buyerVatId, buyerCountry }: FlatDocument): Buyer {
  if (buyerName === undefined && buyerVatId === undefined && buyerCountry === undefined) return noBuyer;
  return { name: readText(buyerName), vatId: readText(buyerVatId), country: readCountry(buyerCountry) };
}

function referencesOf({ order, precedingInvoice }: FlatDocument): Invoice["references"] {
  if (order === undefined && precedingInvoice === undefined) return noReferences;
  return { order: readText(order), precedingInvoice: readText(precedingInvoice) };
}

/** With the decimals of the source and at least those of the currency, where it is known. */
function inCurrency(amount: DecimalString | null, currency: CurrencyCode | null): DecimalString | null {
  return amount === null || currency === null ? amount : formatAmount(amount, currency);
}

function addExactly(left: DecimalString, right: DecimalString): DecimalString | null {
  return sum([left, right])?.toFixed() ?? null;
}

const creditNoteWords = /credit|gutschrift|avoir|abono|rectificativa|nota (?:di|de) cr|creditnota|korrekt|^cn$/i;

function typeOf(text: string | null): InvoiceType {
  if (text === null) return "invoice";
  return isCreditNoteCode(text) || creditNoteWords.test(text) ? "credit-note" : "invoice";
}

/** The accounts a value names; it may be a list of them. */
export function readAccounts(value: unknown): PaymentAccount[] {
  const values = Array.isArray(value) ? value.slice(0, 20) : [value];
  return values.flatMap((each) => {
    const id = readText(each);
    return id === null ? [] : [paymentAccount(id)];
  });
}
