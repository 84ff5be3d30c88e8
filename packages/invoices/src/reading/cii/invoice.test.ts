import { describe, expect, it } from "vitest";
import { readXmlInvoices } from "../xml/invoices.js";

const prefix = "urn:un:unece:uncefact:data:standard:";

interface Parts {
  readonly document?: string;
  readonly lines?: string;
  readonly agreement?: string;
  readonly settlement?: string;
}

function read({ document = "", lines = "", agreement = "", settlement = "" }: Parts) {
  const names = `xmlns:rsm="${prefix}CrossIndustryInvoice:100" xmlns="${prefix}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="${prefix}UnqualifiedDataType:100"`;
  const text = `<rsm:CrossIndustryInvoice ${names}>
    <rsm:ExchangedDocumentContext><GuidelineSpecifiedDocumentContextParameter><ID>urn:cen.eu:en16931:2017</ID></GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
    <rsm:ExchangedDocument>${document}</rsm:ExchangedDocument>
    <rsm:SupplyChainTradeTransaction>${lines}
      <ApplicableHeaderTradeAgreement>${agreement}</ApplicableHeaderTradeAgreement>
      <ApplicableHeaderTradeSettlement>${settlement}</ApplicableHeaderTradeSettlement>
    </rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`;
  const [only] = readXmlInvoices(new TextEncoder().encode(text), "a.xml");
  if (only === undefined) throw new Error("A CII document holds one invoice.");
  return only;
}

const day = (text: string, format = "102") => `<udt:DateTimeString format="${format}">${text}</udt:DateTimeString>`;

describe("readCii", () => {
  it("reads the header, with days in the compact form", () => {
    const { invoice } = read({
      document: `<ID>F1</ID><TypeCode>380</TypeCode><IssueDateTime>${day("20260512")}</IssueDateTime>`,
      agreement:
        "<BuyerOrderReferencedDocument><IssuerAssignedID>PO-7</IssuerAssignedID></BuyerOrderReferencedDocument>",
      settlement: `<InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
        <ApplicableTradeTax><TaxPointDate><udt:DateString format="102">20260511</udt:DateString></TaxPointDate></ApplicableTradeTax>
        <SpecifiedTradePaymentTerms><DueDateDateTime>${day("20260611")}</DueDateDateTime></SpecifiedTradePaymentTerms>
        <InvoiceReferencedDocument><IssuerAssignedID>F0</IssuerAssignedID></InvoiceReferencedDocument>`,
    });
    expect(invoice).toMatchObject({
      number: "F1",
      type: "invoice",
      issueDate: "2026-05-12",
      taxPointDate: "2026-05-11",
      dueDate: "2026-06-11",
      currency: "EUR",
      references: { order: "PO-7", precedingInvoice: "F0" },
      source: { syntax: "cii", profile: "urn:cen.eu:en16931:2017" },
    });
  });

  it("tells a credit note by its type code", () => {
    expect(read({ document: "<TypeCode>381</TypeCode>" }).invoice.type).toBe("credit-note");
    expect(read({ document: "<TypeCode>384</TypeCode>" }).invoice.type).toBe("invoice");
  });

  it("takes totals repeated in several currencies in that of the document", () => {
    const { invoice } = read({
      settlement: `<InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
        <SpecifiedTradeSettlementHeaderMonetarySummation>
          <GrandTotalAmount currencyID="CZK">2500.00</GrandTotalAmount>
          <GrandTotalAmount currencyID="EUR">100.00</GrandTotalAmount>
          <DuePayableAmount>100.00</DuePayableAmount>
        </SpecifiedTradeSettlementHeaderMonetarySummation>`,
    });
    expect(invoice.totals).toMatchObject({ taxInclusive: "100.00", payable: "100.00" });
  });

  it("takes a month or a week for no day", () => {
    const { invoice, findings } = read({ document: `<IssueDateTime>${day("202605", "610")}</IssueDateTime>` });
    expect(invoice.issueDate).toBeNull();
    expect(findings).toMatchObject([{ code: "DATE-INVALID", path: "issueDate" }]);
  });

  it("reads parties, with the VAT number told by its scheme", () => {
    const { invoice } = read({
      agreement: `<SellerTradeParty><Name>Atelier Bleuet SARL</Name>
          <SpecifiedLegalOrganization><TradingBusinessName>Bleuet</TradingBusinessName></SpecifiedLegalOrganization>
          <PostalTradeAddress><PostcodeCode>69001</PostcodeCode><LineOne>14 rue X</LineOne><CityName>Lyon</CityName><CountryID>FR</CountryID></PostalTradeAddress>
          <SpecifiedTaxRegistration><ID schemeID="FC">201/113</ID></SpecifiedTaxRegistration>
          <SpecifiedTaxRegistration><ID schemeID="VA">FR92812643070</ID></SpecifiedTaxRegistration></SellerTradeParty>
        <BuyerTradeParty><Name>Quais SAS</Name><PostalTradeAddress><CountryID>FR</CountryID></PostalTradeAddress></BuyerTradeParty>`,
    });
    expect(invoice.seller).toEqual({
      name: "Atelier Bleuet SARL",
      tradingName: "Bleuet",
      vatId: "FR92812643070",
      taxId: "201/113",
      taxIdScheme: "FC",
      country: "FR",
      address: "14 rue X, 69001 Lyon, FR",
    });
    expect(invoice.buyer).toEqual({ name: "Quais SAS", vatId: null, country: "FR" });
  });

  it("reads every total, the tax in two currencies told apart", () => {
    const { invoice } = read({
      settlement: `<TaxCurrencyCode>EUR</TaxCurrencyCode><InvoiceCurrencyCode>GBP</InvoiceCurrencyCode>
        <SpecifiedTradeSettlementHeaderMonetarySummation>
          <LineTotalAmount>1</LineTotalAmount><ChargeTotalAmount>2</ChargeTotalAmount><AllowanceTotalAmount>3</AllowanceTotalAmount>
          <TaxBasisTotalAmount>4</TaxBasisTotalAmount><TaxTotalAmount currencyID="EUR">6</TaxTotalAmount>
          <TaxTotalAmount currencyID="GBP">5</TaxTotalAmount><RoundingAmount>-0.01</RoundingAmount><GrandTotalAmount>7</GrandTotalAmount>
          <TotalPrepaidAmount>8</TotalPrepaidAmount><DuePayableAmount>9</DuePayableAmount>
        </SpecifiedTradeSettlementHeaderMonetarySummation>`,
    });
    expect(invoice.totals).toEqual({
      lineNet: "1",
      charges: "2",
      allowances: "3",
      taxExclusive: "4",
      tax: "5",
      taxInTaxCurrency: "6",
      rounding: "-0.01",
      taxInclusive: "7",
      prepaid: "8",
      payable: "9",
    });
  });

  it("takes the tax in the document currency where no tax currency is declared for the other", () => {
    const { invoice } = read({
      settlement: `<InvoiceCurrencyCode>GBP</InvoiceCurrencyCode><SpecifiedTradeSettlementHeaderMonetarySummation>
        <TaxTotalAmount currencyID="EUR">6</TaxTotalAmount><TaxTotalAmount currencyID="GBP">5</TaxTotalAmount>
        </SpecifiedTradeSettlementHeaderMonetarySummation>`,
    });
    expect(invoice.totals).toMatchObject({ tax: "5", taxInTaxCurrency: null });
  });

  it("takes a tax total that names no currency", () => {
    const total = "<TaxTotalAmount>5</TaxTotalAmount>";
    const summation = `<SpecifiedTradeSettlementHeaderMonetarySummation>${total}</SpecifiedTradeSettlementHeaderMonetarySummation>`;
    expect(read({ settlement: summation }).invoice.totals.tax).toBe("5");
  });

  it("reads the breakdown, the allowances and the accounts", () => {
    const { invoice } = read({
      settlement: `<SpecifiedTradeSettlementPaymentMeans><PayeePartyCreditorFinancialAccount><IBANID>FR7620041010050418762091552</IBANID></PayeePartyCreditorFinancialAccount></SpecifiedTradeSettlementPaymentMeans>
        <SpecifiedTradeSettlementPaymentMeans><PayeePartyCreditorFinancialAccount><ProprietaryID>4711</ProprietaryID></PayeePartyCreditorFinancialAccount></SpecifiedTradeSettlementPaymentMeans>
        <ApplicableTradeTax><CalculatedAmount>0.00</CalculatedAmount><ExemptionReason>Export</ExemptionReason><BasisAmount>10.00</BasisAmount><CategoryCode>G</CategoryCode><RateApplicablePercent>0</RateApplicablePercent></ApplicableTradeTax>
        <SpecifiedTradeAllowanceCharge><ChargeIndicator><udt:Indicator>true</udt:Indicator></ChargeIndicator><ActualAmount>2.00</ActualAmount><Reason>Freight</Reason>
          <CategoryTradeTax><CategoryCode>S</CategoryCode><RateApplicablePercent>20</RateApplicablePercent></CategoryTradeTax></SpecifiedTradeAllowanceCharge>`,
    });
    expect(invoice.payment.accounts.map(({ id, kind }) => [id, kind])).toEqual([
      ["FR7620041010050418762091552", "iban"],
      ["4711", "other"],
    ]);
    expect(invoice.taxBreakdown).toEqual([
      { category: "G", rate: "0", taxable: "10.00", tax: "0.00", exemptionReason: "Export" },
    ]);
    expect(invoice.allowanceCharges).toMatchObject([
      { kind: "charge", amount: "2.00", reason: "Freight", taxCategory: "S", taxRate: "20" },
    ]);
  });

  it("reads lines", () => {
    const { invoice } = read({
      lines: `<IncludedSupplyChainTradeLineItem><AssociatedDocumentLineDocument><LineID>1</LineID></AssociatedDocumentLineDocument>
        <SpecifiedTradeProduct><Name>Carnet</Name></SpecifiedTradeProduct>
        <SpecifiedLineTradeAgreement><NetPriceProductTradePrice><ChargeAmount>6.40</ChargeAmount><BasisQuantity>1</BasisQuantity></NetPriceProductTradePrice></SpecifiedLineTradeAgreement>
        <SpecifiedLineTradeDelivery><BilledQuantity unitCode="C62">120</BilledQuantity></SpecifiedLineTradeDelivery>
        <SpecifiedLineTradeSettlement><ApplicableTradeTax><CategoryCode>S</CategoryCode><RateApplicablePercent>20</RateApplicablePercent></ApplicableTradeTax>
          <SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>768.00</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>
      </IncludedSupplyChainTradeLineItem>`,
    });
    expect(invoice.lines).toEqual([
      {
        id: "1",
        name: "Carnet",
        quantity: "120",
        unit: "C62",
        unitPrice: "6.40",
        priceBaseQuantity: "1",
        net: "768.00",
        taxCategory: "S",
        taxRate: "20",
        allowanceCharges: [],
      },
    ]);
  });
});
