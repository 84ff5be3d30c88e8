import type { Invoice } from "@tidegate/invoices";

type Part<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Part<T[K]> } : T;

const empty: Invoice = {
  number: "2026-100",
  type: "invoice",
  typeCode: null,
  issueDate: "2026-03-10",
  taxPointDate: null,
  dueDate: null,
  currency: "EUR",
  taxCurrency: null,
  totals: {
    lineNet: null,
    allowances: null,
    charges: null,
    taxExclusive: null,
    tax: null,
    taxInTaxCurrency: null,
    taxInclusive: null,
    prepaid: null,
    rounding: null,
    payable: "1234.56",
  },
  seller: {
    name: "Nordlicht Solartechnik GmbH",
    tradingName: null,
    vatId: null,
    taxId: null,
    taxIdScheme: null,
    country: null,
    address: null,
  },
  buyer: { name: null, vatId: null, country: null },
  payment: { accounts: [] },
  lines: [],
  allowanceCharges: [],
  taxBreakdown: [],
  references: { order: null, precedingInvoice: null },
  source: { file: "inbox/a.json", position: 0, syntax: "json", profile: null },
};

/** An unremarkable invoice (a Tuesday, 1,234.56 EUR), with the parts a test is about. */
export function anInvoice(parts: Part<Invoice> = {}): Invoice {
  return {
    ...empty,
    ...parts,
    totals: { ...empty.totals, ...parts.totals },
    seller: { ...empty.seller, ...parts.seller },
    buyer: { ...empty.buyer, ...parts.buyer },
    payment: { ...empty.payment, ...parts.payment },
    references: { ...empty.references, ...parts.references },
    source: { ...empty.source, ...parts.source },
  } as Invoice;
}
