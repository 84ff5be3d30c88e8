import { describe, expect, it } from "vitest";
import { extractInvoiceXml } from "./extract-invoice-xml.js";

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

/** A PDF of these objects, numbered from 1; the first is the catalogue. */
function pdf(objects: readonly string[], trailer = ""): Uint8Array {
  let file = "%PDF-1.7\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return latin1(file);
}

const pages = "<< /Type /Pages /Kids [] /Count 0 >>";

function pdfWith(files: Readonly<Record<string, string>>): Uint8Array {
  const names = Object.keys(files)
    .sort()
    .map((name, index) => `(${name}) ${3 + index * 2} 0 R`);
  const catalogue = `<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${names.join(" ")}] >> >> >>`;
  const objects = Object.keys(files)
    .sort()
    .flatMap((name, index) => [
      `<< /Type /Filespec /F (${name}) /EF << /F ${4 + index * 2} 0 R >> >>`,
      `<< /Type /EmbeddedFile /Length ${files[name]?.length} >>\nstream\n${files[name]}\nendstream`,
    ]);
  return pdf([catalogue, pages, ...objects]);
}

const invoice = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`;
const order = `<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`;

describe("extractInvoiceXml", () => {
  it.each(["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])(
    "takes %s by its name, among other files",
    async (name) => {
      const { xml, fileName } = await extractInvoiceXml(
        pdfWith({ "a.txt": "terms", [name]: "<any/>", "z.xml": invoice }),
      );
      expect([fileName, text(xml)]).toEqual([name, "<any/>"]);
    },
  );

  it("takes Factur-X where its predecessor is there too", async () => {
    const both = pdfWith({ "ZUGFeRD-invoice.xml": "<old/>", "factur-x.xml": "<new/>" });
    expect((await extractInvoiceXml(both)).fileName).toBe("factur-x.xml");
  });

  it("takes the first file that reads as an invoice where none has a prescribed name", async () => {
    const { fileName } = await extractInvoiceXml(pdfWith({ "a.xml": order, "b.txt": "terms", "c.xml": invoice }));
    expect(fileName).toBe("c.xml");
  });

  it("leaves the bytes it is given alone", async () => {
    const bytes = pdfWith({ "factur-x.xml": invoice });
    const before = text(bytes);
    await extractInvoiceXml(bytes);
    expect(text(bytes)).toBe(before);
  });

  it("names what a PDF carries instead of an invoice", async () => {
    await expect(extractInvoiceXml(pdfWith({ "order-x.xml": order }))).rejects.toMatchObject({
      code: "PDF-NO-INVOICE",
      message: expect.stringContaining("order-x.xml"),
    });
  });

  it("refuses a PDF of pages only", async () => {
    const plain = pdf(["<< /Type /Catalog /Pages 2 0 R >>", pages]);
    await expect(extractInvoiceXml(plain)).rejects.toMatchObject({ code: "PDF-NO-INVOICE" });
  });

  it("refuses an encrypted PDF and says so", async () => {
    const key = "00".repeat(32);
    const encrypt = `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${key}> /U <${key}> >> /ID [<00><00>]`;
    const locked = pdf(["<< /Type /Catalog /Pages 2 0 R >>", pages], encrypt);
    await expect(extractInvoiceXml(locked)).rejects.toMatchObject({
      code: "PDF-UNREADABLE",
      message: expect.stringContaining("encrypted"),
    });
  });

  it.each([
    ["nothing", ""],
    ["a header only", "%PDF-1.7\n"],
    ["text", "this is no PDF"],
  ])("refuses %s as unreadable", async (_, content) => {
    await expect(extractInvoiceXml(latin1(content))).rejects.toMatchObject({ code: "PDF-UNREADABLE" });
  });

  it("ends on a name tree that holds itself", async () => {
    const catalogue = "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>";
    const circular = pdf([catalogue, pages, "<< /Kids [3 0 R] >>"]);
    await expect(extractInvoiceXml(circular)).rejects.toMatchObject({ code: expect.stringContaining("PDF-") });
  });
});
