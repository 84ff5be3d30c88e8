import { describe, expect, it } from "vitest";
import { readXmlInvoices } from "../xml/invoices.js";

function read(summation: string) {
  const data = "urn:un:unece:uncefact:data:standard:";
  const names = `xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns="${data}ReusableAggregateBusinessInformationEntity:12" xmlns:udt="${data}UnqualifiedDataType:15"`;
  const text = `<rsm:CrossIndustryDocument ${names}>
    <rsm:SpecifiedExchangedDocumentContext><GuidelineSpecifiedDocumentContextParameter><ID>urn:ferd:CrossIndustryDocument:invoice:1p0:basic</ID></GuidelineSpecifiedDocumentContextParameter></rsm:SpecifiedExchangedDocumentContext>
    <rsm:HeaderExchangedDocument><ID>R1</ID><TypeCode>380</TypeCode><IssueDateTime><udt:DateTimeString format="102">20130305</udt:DateTimeString></IssueDateTime></rsm:HeaderExchangedDocument>
    <rsm:SpecifiedSupplyChainTradeTransaction>
      <ApplicableSupplyChainTradeAgreement><SellerTradeParty><Name>Lieferant GmbH</Name></SellerTradeParty>
        <BuyerOrderReferencedDocument><ID>B7</ID></BuyerOrderReferencedDocument></ApplicableSupplyChainTradeAgreement>
      <ApplicableSupplyChainTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
        <ApplicableTradeTax><BasisAmount>100.00</BasisAmount><CalculatedAmount>19.00</CalculatedAmount><ApplicablePercent>19.00</ApplicablePercent></ApplicableTradeTax>
        <SpecifiedTradeSettlementMonetarySummation><GrandTotalAmount>119.00</GrandTotalAmount>${summation}</SpecifiedTradeSettlementMonetarySummation>
      </ApplicableSupplyChainTradeSettlement>
      <IncludedSupplyChainTradeLineItem><SpecifiedTradeProduct><Name>Trennblätter</Name></SpecifiedTradeProduct>
        <SpecifiedSupplyChainTradeDelivery><BilledQuantity unitCode="C62">20</BilledQuantity></SpecifiedSupplyChainTradeDelivery></IncludedSupplyChainTradeLineItem>
    </rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>`;
  return readXmlInvoices(new TextEncoder().encode(text), "a.xml")[0]?.invoice;
}

describe("readZugferd1", () => {
  it("reads the names of the first version", () => {
    expect(read("<DuePayableAmount>119.00</DuePayableAmount>")).toMatchObject({
      number: "R1",
      issueDate: "2013-03-05",
      currency: "EUR",
      seller: { name: "Lieferant GmbH" },
      references: { order: "B7" },
      taxBreakdown: [{ rate: "19.00", taxable: "100.00", tax: "19.00" }],
      lines: [{ name: "Trennblätter", quantity: "20", unit: "C62" }],
      source: { syntax: "zugferd1", profile: "urn:ferd:CrossIndustryDocument:invoice:1p0:basic" },
    });
  });

  it("takes the grand total for the amount due where neither that nor a prepayment is stated", () => {
    expect(read("")?.totals.payable).toBe("119.00");
    expect(read("<TotalPrepaidAmount>19.00</TotalPrepaidAmount>")?.totals.payable).toBeNull();
    expect(read("<DuePayableAmount>100.00</DuePayableAmount>")?.totals.payable).toBe("100.00");
  });
});
