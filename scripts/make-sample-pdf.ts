/** Makes samples/verde-facturx.pdf from scripts/verde-facturx.cii.xml: `npx tsx scripts/make-sample-pdf.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AFRelationship, PDFDocument, type PDFFont, PDFName, type PDFPage, StandardFonts } from "@cantoo/pdf-lib";
import type { Invoice } from "../packages/invoices/src/model/invoice.js";
import { readXmlInvoices } from "../packages/invoices/src/reading/xml/invoices.js";
import { facturxMetadata } from "./facturx-metadata.js";

const inProject = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const a4 = { width: 595, height: 842 };
const margin = 56;

interface Fonts {
  readonly regular: PDFFont;
  readonly bold: PDFFont;
}

async function makePdf(xml: Uint8Array): Promise<Uint8Array> {
  const [read] = readXmlInvoices(xml, "factur-x.xml");
  if (read === undefined) throw new Error("The XML holds no invoice.");
  const { invoice } = read;
  const made = new Date(`${invoice.issueDate}T09:00:00Z`);
  const title = `Factura ${invoice.number}`;
  const document = await PDFDocument.create();
  document.setTitle(title);
  document.setAuthor(invoice.seller.name ?? "");
  document.setCreationDate(made);
  document.setModificationDate(made);
  const fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  };
  drawInvoice(document.addPage([a4.width, a4.height]), invoice, fonts);
  await document.attach(xml, "factur-x.xml", {
    mimeType: "text/xml",
    description: "Factur-X invoice",
    afRelationship: AFRelationship.Alternative,
    creationDate: made,
    modificationDate: made,
  });
  const metadata = document.context.stream(facturxMetadata({ title, made }), { Type: "Metadata", Subtype: "XML" });
  document.catalog.set(PDFName.of("Metadata"), document.context.register(metadata));
  return document.save({ useObjectStreams: false });
}

function drawInvoice(page: PDFPage, invoice: Invoice, { regular, bold }: Fonts): void {
  let y = a4.height - margin;
  const write = (text: string, { x = margin, size = 10, font = regular } = {}) =>
    page.drawText(text, { x, y, size, font });
  const down = (points: number) => {
    y -= points;
  };

  write(invoice.seller.name ?? "", { size: 18, font: bold });
  down(16);
  write(invoice.seller.address ?? "");
  down(14);
  write(`NIF-IVA ${invoice.seller.vatId}`);
  down(40);
  write(`Factura ${invoice.number}`, { size: 14, font: bold });
  down(18);
  write(`Fecha ${invoice.issueDate}   Vencimiento ${invoice.dueDate}   Pedido ${invoice.references.order}`);
  down(18);
  write(`Cliente: ${invoice.buyer.name}, ${invoice.buyer.vatId}`);
  down(36);
  for (const line of invoice.lines) {
    write(line.name ?? "");
    write(`${line.quantity} x ${line.unitPrice}`, { x: 340 });
    write(line.net ?? "", { x: 470 });
    down(16);
  }
  down(12);
  write(`Base imponible ${invoice.totals.taxExclusive} ${invoice.currency}`, { x: 340 });
  down(16);
  write(`IVA ${invoice.totals.tax} ${invoice.currency}`, { x: 340 });
  down(16);
  write(`Total a pagar ${invoice.totals.payable} ${invoice.currency}`, { x: 340, font: bold });
  down(32);
  write(invoice.taxBreakdown[0]?.exemptionReason ?? "");
  down(16);
  write(`Transferencia a ${invoice.payment.accounts[0]?.id}`);
}

writeFileSync(
  inProject("samples/verde-facturx.pdf"),
  await makePdf(readFileSync(inProject("scripts/verde-facturx.cii.xml"))),
);
