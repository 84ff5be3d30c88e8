import type { Invoice } from "@tidegate/invoices";

/** An invoice of two lines, an allowance and a charge that follows EN 16931 and adds up; `changes` break it. */
export function consistentInvoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    number: "2024-17",
    type: "invoice",
    typeCode: "380",
    issueDate: "2024-01-15",
    taxPointDate: null,
    dueDate: "2024-02-14",
    currency: "EUR",
    taxCurrency: null,
    totals: {
      lineNet: "300.00",
      allowances: "20.00",
      charges: "10.00",
      taxExclusive: "290.00",
      tax: "55.10",
      taxInTaxCurrency: null,
      taxInclusive: "345.10",
      prepaid: "100.00",
      rounding: "-0.10",
      payable: "245.00",
    },
    seller: {
      name: "Nordlicht Handel GmbH",
      tradingName: null,
      vatId: "DE136695976",
      taxId: null,
      taxIdScheme: null,
      country: "DE",
      address: "Hafenstr. 1, 20457 Hamburg",
    },
    buyer: { name: "Fluss AG", vatId: null, country: "DE" },
    payment: { accounts: [{ id: "DE89370400440532013000", kind: "iban", valid: null }] },
    lines: [line("1", "2", "100.00", "200.00"), line("2", "4", "25.00", "100.00")],
    allowanceCharges: [documentLevel("allowance", "20.00"), documentLevel("charge", "10.00")],
    taxBreakdown: [{ category: "S", rate: "19", taxable: "290.00", tax: "55.10", exemptionReason: null }],
    references: { order: null, precedingInvoice: null },
    source: { file: "invoice.xml", position: 0, syntax: "ubl", profile: "urn:cen.eu:en16931:2017" },
    ...changes,
  };
}

function line(id: string, quantity: string, unitPrice: string, net: string): Invoice["lines"][number] {
  return {
    id,
    name: "Lamp",
    quantity,
    unit: "C62",
    unitPrice,
    priceBaseQuantity: null,
    net,
    taxCategory: "S",
    taxRate: "19.00",
    allowanceCharges: [],
  };
}

function documentLevel(kind: "allowance" | "charge", amount: string): Invoice["allowanceCharges"][number] {
  const reason = kind === "allowance" ? "Discount" : "Freight";
  return { kind, amount, baseAmount: null, percentage: null, reason, taxCategory: "S", taxRate: "19" };
}
