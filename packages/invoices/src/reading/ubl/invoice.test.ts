import { describe, expect, it } from "vitest";
import { readXmlInvoices } from "../xml/invoices.js";

const prefix = "urn:oasis:names:specification:ubl:schema:xsd:";

function document(content: string, root: "Invoice" | "CreditNote" = "Invoice"): string {
  const names = `xmlns:cac="${prefix}CommonAggregateComponents-2" xmlns:cbc="${prefix}CommonBasicComponents-2"`;
  return `<${root} xmlns="${prefix}${root}-2" ${names}>${content}</${root}>`;
}

function read(content: string, root?: "Invoice" | "CreditNote") {
  const [only, ...others] = readXmlInvoices(new TextEncoder().encode(document(content, root)), "a.xml");
  if (only === undefined || others.length > 0) throw new Error("A UBL document holds one invoice.");
  return only;
}

const amount = (name: string, value: string, currency = "EUR") =>
  `<cbc:${name} currencyID="${currency}">${value}</cbc:${name}>`;
const taxTotal = (value: string, currency: string, subtotal = "") =>
  `<cac:TaxTotal>${amount("TaxAmount", value, currency)}${subtotal}</cac:TaxTotal>`;
const subtotal = `<cac:TaxSubtotal>${amount("TaxableAmount", "100.00")}${amount("TaxAmount", "19.00")}
  <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>`;
const seller = (party: string) =>
  `<cac:AccountingSupplierParty><cac:Party>${party}</cac:Party></cac:AccountingSupplierParty>`;
const taxScheme = (id: string, scheme: string) =>
  `<cac:PartyTaxScheme><cbc:CompanyID>${id}</cbc:CompanyID><cac:TaxScheme><cbc:ID>${scheme}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`;

describe("readUbl", () => {
  it("reads the header", () => {
    const { invoice } = read(`
      <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID> R 1 </cbc:ID>
      <cbc:IssueDate>2026-03-18</cbc:IssueDate><cbc:DueDate>2026-04-17</cbc:DueDate>
      <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:TaxPointDate>2026-03-17</cbc:TaxPointDate>
      <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
      <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>`);
    expect(invoice).toMatchObject({
      number: "R 1",
      type: "invoice",
      typeCode: "380",
      issueDate: "2026-03-18",
      taxPointDate: "2026-03-17",
      dueDate: "2026-04-17",
      currency: "EUR",
      references: { order: "PO-7", precedingInvoice: null },
      source: { syntax: "ubl", profile: "urn:cen.eu:en16931:2017" },
    });
  });

  it("reads a credit note with its due date in the payment means and what it corrects", () => {
    const { invoice } = read(
      `<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>
      <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
      <cac:PaymentMeans><cbc:PaymentDueDate>2026-05-01</cbc:PaymentDueDate></cac:PaymentMeans>
      <cac:CreditNoteLine><cbc:CreditedQuantity unitCode="C62">2</cbc:CreditedQuantity></cac:CreditNoteLine>`,
      "CreditNote",
    );
    expect(invoice).toMatchObject({
      type: "credit-note",
      typeCode: "381",
      dueDate: "2026-05-01",
      lines: [{ quantity: "2", unit: "C62" }],
      references: { precedingInvoice: "R1" },
    });
  });

  it.each([
    ["380", "invoice"],
    ["384", "invoice"],
    ["381", "credit-note"],
    ["261", "credit-note"],
    ["SATIS", "invoice"],
  ])("takes an Invoice of type %s for an %s", (code, type) => {
    expect(read(`<cbc:InvoiceTypeCode>${code}</cbc:InvoiceTypeCode>`).invoice.type).toBe(type);
  });

  it("takes a CreditNote for one whatever its type code", () => {
    const code = "<cbc:CreditNoteTypeCode>380</cbc:CreditNoteTypeCode>";
    expect(read(code, "CreditNote").invoice.type).toBe("credit-note");
  });

  it("keeps the tax in the document currency and in the tax currency apart", () => {
    const { invoice } = read(`<cbc:DocumentCurrencyCode>DKK</cbc:DocumentCurrencyCode>
      <cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>${taxTotal("2.60", "EUR")}${taxTotal("19.00", "DKK", subtotal)}`);
    expect(invoice.totals).toMatchObject({ tax: "19.00", taxInTaxCurrency: "2.60" });
    expect(invoice.taxBreakdown).toEqual([
      { category: "S", rate: "19", taxable: "100.00", tax: "19.00", exemptionReason: null },
    ]);
  });

  it("takes the tax total with the breakdown where both are in one currency", () => {
    const currencies =
      "<cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>";
    const { invoice } = read(`${currencies}${taxTotal("19.0", "SAR")}${taxTotal("19.00", "SAR", subtotal)}`);
    expect(invoice.totals).toMatchObject({ tax: "19.00", taxInTaxCurrency: null });
  });

  it("takes the tax total in the document currency where no tax currency is declared for the other", () => {
    const { invoice } = read(
      `<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>${taxTotal("200", "SEK", subtotal)}${taxTotal("19.00", "EUR")}`,
    );
    expect(invoice.totals).toMatchObject({ tax: "19.00", taxInTaxCurrency: null });
  });

  it("reads the currency from the amount due where the document does not state one", () => {
    const total = `<cac:LegalMonetaryTotal>${amount("PayableAmount", "5", "GBP")}</cac:LegalMonetaryTotal>`;
    expect(read(total).invoice).toMatchObject({ currency: "GBP", totals: { payable: "5" } });
  });

  it("reads every total as written", () => {
    const names = [
      "LineExtension",
      "TaxExclusive",
      "TaxInclusive",
      "AllowanceTotal",
      "ChargeTotal",
      "Prepaid",
      "PayableRounding",
      "Payable",
    ];
    const amounts = names.map((name, index) => amount(`${name}Amount`, `${index}.10`)).join("");
    const { totals } = read(`<cac:LegalMonetaryTotal>${amounts}</cac:LegalMonetaryTotal>`).invoice;
    expect(totals).toEqual({
      lineNet: "0.10",
      taxExclusive: "1.10",
      taxInclusive: "2.10",
      allowances: "3.10",
      charges: "4.10",
      prepaid: "5.10",
      rounding: "6.10",
      payable: "7.10",
      tax: null,
      taxInTaxCurrency: null,
    });
  });

  it("says that OIOUBL 2 states the tax as its total without tax", () => {
    const total = `<cac:LegalMonetaryTotal>${amount("TaxExclusiveAmount", "25.00", "DKK")}</cac:LegalMonetaryTotal>`;
    const { invoice, findings } = read(`<cbc:CustomizationID>OIOUBL-2.02</cbc:CustomizationID>${total}`);
    expect(invoice.totals.taxExclusive).toBe("25.00");
    expect(findings).toMatchObject([{ code: "OIOUBL-TAX-EXCLUSIVE", path: "totals.taxExclusive" }]);
    expect(read(total).findings).toEqual([]);
  });

  it("tells the VAT number from another tax registration by its scheme", () => {
    const { invoice } = read(seller(`${taxScheme("12/345", "GST")}${taxScheme("DE318704260", "VAT")}`));
    expect(invoice.seller).toMatchObject({ vatId: "DE318704260", taxId: "12/345", taxIdScheme: "GST" });
  });

  it("compares the VAT scheme in any case", () => {
    expect(read(seller(taxScheme("DE318704260", "Vat"))).invoice.seller).toMatchObject({
      vatId: "DE318704260",
      taxId: null,
    });
  });

  it("prefers the registered name, keeps the trading name, and knows a person's", () => {
    const trading = "<cac:PartyName><cbc:Name>Nordlicht</cbc:Name></cac:PartyName>";
    const registered =
      "<cac:PartyLegalEntity><cbc:RegistrationName>Nordlicht GmbH</cbc:RegistrationName></cac:PartyLegalEntity>";
    const person = "<cac:Person><cbc:FirstName>Ada</cbc:FirstName><cbc:FamilyName>Berg</cbc:FamilyName></cac:Person>";
    expect(read(seller(trading + registered)).invoice.seller).toMatchObject({
      name: "Nordlicht GmbH",
      tradingName: "Nordlicht",
    });
    expect(read(seller(trading)).invoice.seller).toMatchObject({ name: "Nordlicht", tradingName: "Nordlicht" });
    expect(read(seller(person)).invoice.seller).toMatchObject({ name: "Ada Berg", tradingName: null });
  });

  it("writes the address on one line", () => {
    const address = `<cac:PostalAddress><cbc:StreetName>Werftstraße</cbc:StreetName><cbc:BuildingNumber>118</cbc:BuildingNumber>
      <cbc:CityName>Kiel</cbc:CityName><cbc:PostalZone>24143</cbc:PostalZone>
      <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>`;
    expect(read(seller(address)).invoice.seller).toMatchObject({
      country: "DE",
      address: "Werftstraße 118, 24143 Kiel, DE",
    });
  });

  it("lists the accounts of all payment means in order", () => {
    const means = (id: string) =>
      `<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>${id}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>`;
    expect(read(means("DE91210501700004417260") + means("11100222")).invoice.payment.accounts).toEqual([
      { id: "DE91210501700004417260", kind: "iban", valid: null },
      { id: "11100222", kind: "other", valid: null },
    ]);
  });

  it("reads lines with their price, category and allowances, and not the price's own allowance", () => {
    const allowance = (value: string) => `<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric>${amount("Amount", value)}${amount("BaseAmount", "20.00")}</cac:AllowanceCharge>`;
    const { invoice } =
      read(`<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>
      ${amount("LineExtensionAmount", "18.00")}${allowance("2.00")}
      <cac:Item><cbc:Name>Work</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
      <cac:Price>${amount("PriceAmount", "10.00")}<cbc:BaseQuantity>1</cbc:BaseQuantity>${allowance("1.00")}</cac:Price></cac:InvoiceLine>`);
    expect(invoice.lines).toEqual([
      {
        id: "1",
        name: "Work",
        quantity: "2",
        unit: "HUR",
        unitPrice: "10.00",
        priceBaseQuantity: "1",
        net: "18.00",
        taxCategory: "S",
        taxRate: "19",
        allowanceCharges: [
          {
            kind: "allowance",
            amount: "2.00",
            baseAmount: "20.00",
            percentage: "10",
            reason: null,
            taxCategory: null,
            taxRate: null,
          },
        ],
      },
    ]);
    expect(invoice.allowanceCharges).toEqual([]);
  });

  it("tells charges from allowances in both forms of the indicator", () => {
    const entry = (indicator: string) =>
      `<cac:AllowanceCharge><cbc:ChargeIndicator>${indicator}</cbc:ChargeIndicator></cac:AllowanceCharge>`;
    const kinds = read(["true", "false", "1", "0"].map(entry).join("")).invoice.allowanceCharges.map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(["charge", "allowance", "charge", "allowance"]);
  });
});
