import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReadError } from "../../model/error.js";
import { readXmlInvoices } from "./invoices.js";
import { xmlLimits } from "./limits.js";

const ubl = "urn:oasis:names:specification:ubl:schema:xsd:";
const read = (text: string) => readXmlInvoices(new TextEncoder().encode(text), "a.xml");
const failure = (text: string) => {
  try {
    read(text);
  } catch (error) {
    return error;
  }
  return null;
};

describe("readXmlInvoices", () => {
  it.each([
    ["ubl", `<Invoice xmlns="${ubl}Invoice-2"/>`],
    ["ubl", `<x:CreditNote xmlns:x="${ubl}CreditNote-2"/>`],
    ["cii", `<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>`],
    ["zugferd1", `<a:CrossIndustryDocument xmlns:a="urn:ferd:CrossIndustryDocument:invoice:1p0"/>`],
    [
      "fatturapa",
      `<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaBody/></p:FatturaElettronica>`,
    ],
  ])("tells %s by its root, whatever the prefix", (syntax, text) => {
    expect(read(text)).toMatchObject([{ invoice: { number: null, source: { file: "a.xml", position: 0, syntax } } }]);
  });

  it.each([
    ["another document of UBL", `<Order xmlns="${ubl}Order-2"/>`, /"Order"/],
    ["an invoice's name in another namespace", `<Invoice xmlns="urn:example"/>`, /Svefaktura/],
    ["a namespace with another name", `<myinvoice xmlns="${ubl}Invoice-2"/>`, /"myinvoice"/],
    ["a test set around invoices", `<testSet><Invoice xmlns="${ubl}Invoice-2"/></testSet>`, /on their own/],
    ["no namespace at all", "<Foo>bar</Foo>", /no namespace/],
  ])("refuses %s and says why", (_, text, reason) => {
    expect(failure(text)).toMatchObject({ code: "NOT-AN-INVOICE", message: expect.stringMatching(reason) });
  });

  it("refuses a FatturaPA without a body", () => {
    const text = `<FatturaElettronica xmlns="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"/>`;
    expect(failure(text)).toMatchObject({ code: "NOT-AN-INVOICE" });
  });

  it("refuses nothing and too much before it decodes anything", () => {
    expect(failure("")).toMatchObject({ code: "EMPTY" });
    expect(() => readXmlInvoices(new Uint8Array(xmlLimits.bytes + 1), "a.xml")).toThrow(
      expect.objectContaining({ code: "TOO-LARGE" }),
    );
  });

  it("reads an attachment's invoice without the attachment", () => {
    const base64 = "QUJD".repeat(xmlLimits.textLength / 2);
    const cac = `xmlns:cac="${ubl}CommonAggregateComponents-2" xmlns:cbc="${ubl}CommonBasicComponents-2"`;
    const reference = `<cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject>${base64}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>`;
    const text = `<Invoice xmlns="${ubl}Invoice-2" ${cac}><cbc:ID>7</cbc:ID>${reference}</Invoice>`;
    expect(read(text)[0]?.invoice.number).toBe("7");
  });

  it("stops at entities that multiply, in any grammar", () => {
    const bomb = `<!DOCTYPE Invoice [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Invoice xmlns="${ubl}Invoice-2">&b;</Invoice>`;
    expect(failure(bomb)).toMatchObject({ code: "XML-FORBIDDEN" });
  });

  it("names a decimal and a day that are none, and reads the rest", () => {
    const names = `xmlns:cac="${ubl}CommonAggregateComponents-2" xmlns:cbc="${ubl}CommonBasicComponents-2"`;
    const total = "<cac:LegalMonetaryTotal><cbc:PayableAmount>12,50</cbc:PayableAmount></cac:LegalMonetaryTotal>";
    const text = `<Invoice xmlns="${ubl}Invoice-2" ${names}><cbc:ID>7</cbc:ID><cbc:IssueDate>2024-02-30</cbc:IssueDate>${total}</Invoice>`;
    const [{ invoice, findings } = { invoice: null, findings: [] }] = read(text);
    expect(invoice).toMatchObject({ number: "7", issueDate: null, totals: { payable: null } });
    expect(findings.map(({ code, path }) => [code, path]).sort()).toEqual([
      ["AMOUNT-NOT-A-NUMBER", "totals.payable"],
      ["DATE-INVALID", "issueDate"],
    ]);
  });

  it("gives an invoice or a reason for any bytes, also those almost an invoice's", () => {
    const names = `xmlns:cac="${ubl}CommonAggregateComponents-2" xmlns:cbc="${ubl}CommonBasicComponents-2"`;
    const whole = new TextEncoder().encode(
      `<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="${ubl}Invoice-2" ${names}><cbc:ID>7 &amp; ü</cbc:ID></Invoice>`,
    );
    const changed = fc
      .record({ at: fc.nat(whole.length - 1), by: fc.uint8Array({ maxLength: 6 }), cut: fc.nat(8) })
      .map(({ at, by, cut }) => Uint8Array.from([...whole.subarray(0, at), ...by, ...whole.subarray(at + cut)]));
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          expect(readXmlInvoices(bytes, "a.xml")).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(ReadError);
        }
      }),
    );
  });
});
