import { describe, expect, it } from "vitest";
import { extractInvoiceXml } from "../../packages/invoices/src/reading/pdf/extract-invoice-xml.js";
import { readXmlInvoices } from "../../packages/invoices/src/reading/xml/invoices.js";
import { agrees, manifestFields } from "./einvoices-fields.js";
import { readManifest, readReferenceFile } from "./einvoices-manifest.js";

const rows = readManifest("manifest-pdf.csv") ?? [];
const isInvoice = (syntax: string | undefined) => syntax?.startsWith("CII") ?? false;
const invoices = rows.filter((row) => isInvoice(row.syntax));
const others = rows.filter((row) => !isInvoice(row.syntax));

/** The manifest took the first attachment by name; where a PDF carries both generations we take Factur-X. */
const carriesBoth = (names: string | undefined) => names?.includes("|") ?? false;

describe.skipIf(rows.length === 0)(
  "real PDFs with an invoice inside (skipped without the shared reference data)",
  () => {
    it.each(invoices)("reads $file", async (row) => {
      const { xml, fileName } = await extractInvoiceXml(readReferenceFile(row.file));
      const [read] = readXmlInvoices(xml, row.file);
      if (read === undefined) throw new Error("The attachment holds no invoice.");
      const both = carriesBoth(row.attach_names);
      expect(fileName).toBe(both ? "factur-x.xml" : row.xml_name);
      const stated = manifestFields.filter(({ column }) => column in row && !(both && column === "customization_id"));
      expect(stated.length).toBeGreaterThan(15);
      expect(stated.filter((field) => !agrees(field, read.invoice, row)).map(({ column }) => column)).toEqual([]);
    });

    it.each(others)("refuses $file", async (row) => {
      await expect(extractInvoiceXml(readReferenceFile(row.file))).rejects.toMatchObject({ code: "PDF-NO-INVOICE" });
    });
  },
);
