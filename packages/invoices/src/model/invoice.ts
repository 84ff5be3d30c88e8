/** A calendar day in ISO 8601 form, `YYYY-MM-DD`. Invoices carry days, never instants. */
export type IsoDate = string;

/** An ISO 4217 alphabetic code, upper case: `EUR`. */
export type CurrencyCode = string;

/** A decimal number in plain notation (`-12.50`), so that no binary float ever touches an amount. */
export type DecimalString = string;

/** What a document claims: money owed to the seller, or money given back. */
export type InvoiceType = "invoice" | "credit-note";

/** The grammar a document was written in, detected from its content. */
export type Syntax = "json" | "csv" | "ubl" | "cii" | "zugferd1" | "fatturapa" | "pdf";

/** Document totals, named after EN 16931 (BT-106 to BT-115, BT-110). Absent in the document is `null`. */
export interface Totals {
  /** Sum of line net amounts, BT-106. */
  readonly lineNet: DecimalString | null;
  /** Sum of allowances on document level, BT-107. */
  readonly allowances: DecimalString | null;
  /** Sum of charges on document level, BT-108. */
  readonly charges: DecimalString | null;
  /** Total without tax, BT-109. */
  readonly taxExclusive: DecimalString | null;
  /** Total tax in the document currency, BT-110. */
  readonly tax: DecimalString | null;
  /** Total tax in the tax currency, BT-111. */
  readonly taxInTaxCurrency: DecimalString | null;
  /** Total with tax, BT-112. */
  readonly taxInclusive: DecimalString | null;
  /** Amount already paid, BT-113. */
  readonly prepaid: DecimalString | null;
  /** Rounding amount, BT-114. */
  readonly rounding: DecimalString | null;
  /** Amount due for payment, BT-115. */
  readonly payable: DecimalString | null;
}

/** The party that sends the invoice (BG-4). Identifiers stand as written in the document, trimmed. */
export interface Seller {
  readonly name: string | null;
  readonly tradingName: string | null;
  /** VAT identifier, BT-31. */
  readonly vatId: string | null;
  /** Another tax registration (BT-32), such as a German Steuernummer or an Australian GST number. */
  readonly taxId: string | null;
  /** The scheme `taxId` was given under in the document (`FC`, `GST`, ..). */
  readonly taxIdScheme: string | null;
  /** ISO 3166-1 alpha-2 code of the postal address, BT-40. */
  readonly country: string | null;
  /** The postal address on one line, for people. */
  readonly address: string | null;
}

/** The party that receives the invoice (BG-7). */
export interface Buyer {
  readonly name: string | null;
  readonly vatId: string | null;
  readonly country: string | null;
}

/** An account the document asks to be paid into. */
export interface PaymentAccount {
  /** As written in the document, trimmed. */
  readonly id: string;
  /** `iban` where it has the shape of one, `other` for national numbers, giro references and the like. */
  readonly kind: "iban" | "other";
  /** Checksum and national format hold; `null` where nothing can be said. */
  readonly valid: boolean | null;
}

/** An allowance (discount) or a charge, on a line or on the document. */
export interface AllowanceCharge {
  readonly kind: "allowance" | "charge";
  readonly amount: DecimalString | null;
  readonly baseAmount: DecimalString | null;
  readonly percentage: DecimalString | null;
  readonly reason: string | null;
  /** VAT category and rate, on document level only. */
  readonly taxCategory: string | null;
  readonly taxRate: DecimalString | null;
}

/** An invoice line, BG-25. */
export interface InvoiceLine {
  readonly id: string | null;
  readonly name: string | null;
  readonly quantity: DecimalString | null;
  readonly unit: string | null;
  /** Net price of one unit (or of `priceBaseQuantity` units), BT-146. */
  readonly unitPrice: DecimalString | null;
  readonly priceBaseQuantity: DecimalString | null;
  /** Line net amount, BT-131. */
  readonly net: DecimalString | null;
  readonly taxCategory: string | null;
  readonly taxRate: DecimalString | null;
  readonly allowanceCharges: readonly AllowanceCharge[];
}

/** One row of the VAT breakdown, BG-23. */
export interface TaxBreakdown {
  readonly category: string | null;
  readonly rate: DecimalString | null;
  readonly taxable: DecimalString | null;
  readonly tax: DecimalString | null;
  readonly exemptionReason: string | null;
}

/** Where a document came from. */
export interface DocumentSource {
  /** The path as given, `-` for standard input. */
  readonly file: string;
  /** Place of this document among several in one file, from 0. */
  readonly position: number;
  readonly syntax: Syntax;
  /** What the document declares itself to follow (BT-24), such as a Peppol or XRechnung identifier. */
  readonly profile: string | null;
}

/** An invoice or credit note, whatever syntax it came in. A plain value, never changed after it was read. */
export interface Invoice {
  readonly number: string | null;
  readonly type: InvoiceType;
  /** The document's own type code (UNTDID 1001 `380`, FatturaPA `TD01`, ..). */
  readonly typeCode: string | null;
  readonly issueDate: IsoDate | null;
  readonly taxPointDate: IsoDate | null;
  readonly dueDate: IsoDate | null;
  readonly currency: CurrencyCode | null;
  readonly taxCurrency: CurrencyCode | null;
  readonly totals: Totals;
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly payment: { readonly accounts: readonly PaymentAccount[] };
  readonly lines: readonly InvoiceLine[];
  readonly allowanceCharges: readonly AllowanceCharge[];
  readonly taxBreakdown: readonly TaxBreakdown[];
  readonly references: { readonly order: string | null; readonly precedingInvoice: string | null };
  readonly source: DocumentSource;
}
