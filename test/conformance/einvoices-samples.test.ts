import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { extractInvoiceXml } from "../../packages/invoices/src/reading/pdf/extract-invoice-xml.js";
import { readXmlInvoices } from "../../packages/invoices/src/reading/xml/invoices.js";

const load = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

function read(name: string) {
  const [only] = readXmlInvoices(load(`samples/${name}`), name);
  if (only === undefined) throw new Error(`${name} holds no invoice.`);
  expect(only.findings).toEqual([]);
  return only.invoice;
}

describe("the e-invoice samples", () => {
  it("read as what they are", () => {
    expect(read("nordlicht-invoice.ubl.xml")).toMatchObject({
      number: "R-2026-0417",
      type: "invoice",
      totals: { taxExclusive: "6228.46", tax: "1171.17", payable: "7399.63" },
      seller: { name: "Nordlicht Solartechnik GmbH", vatId: "DE318704260", country: "DE" },
    });
    expect(read("bleuet-invoice.cii.xml")).toMatchObject({
      number: "F2026-0098",
      totals: { taxInclusive: "1514.43", prepaid: "300.00", payable: "1214.43" },
      seller: { name: "Atelier Bleuet SARL", vatId: "FR92812643070", country: "FR" },
    });
  });

  it("hold a credit note for the first invoice", () => {
    const creditNote = read("nordlicht-credit-note.ubl.xml");
    expect(creditNote).toMatchObject({ type: "credit-note", references: { precedingInvoice: "R-2026-0417" } });
  });

  it("hold a later invoice of the same seller that asks for another account", () => {
    const first = read("nordlicht-invoice.ubl.xml");
    const later = read("nordlicht-new-account.ubl.xml");
    expect(later.seller).toEqual(first.seller);
    expect(later.number).not.toBe(first.number);
    expect(later.payment.accounts).not.toEqual(first.payment.accounts);
  });

  it("hold a Factur-X PDF with the invoice it is made from", async () => {
    const { xml, fileName } = await extractInvoiceXml(load("samples/verde-facturx.pdf"));
    expect(fileName).toBe("factur-x.xml");
    expect(new TextDecoder().decode(xml)).toBe(load("scripts/verde-facturx.cii.xml").toString());
    expect(readXmlInvoices(xml, "verde-facturx.pdf")).toMatchObject([
      { invoice: { number: "VG-2026-112" }, findings: [] },
    ]);
  });

  it("hold a broken invoice, which says where it ends", () => {
    expect(() => read("broken-invoice.xml")).toThrow(expect.objectContaining({ code: "XML-MALFORMED" }));
  });
});
