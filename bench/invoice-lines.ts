import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { seededRandom } from "@tidegate/resilience/testing";

export interface LinesOptions {
  readonly count: number;
  readonly vendors: number;
  readonly seed: number;
  /** Distinct days the invoices are dated on. */
  readonly days?: number;
  readonly currencies?: readonly string[];
  /** The VAT number of a vendor, by its place. Default: none of them passes its check digits in one of ten cases. */
  readonly vatNumber?: (vendor: number) => string;
}

const dayMs = 86_400_000;
const words = "Nord Bleu Verde Alto Tech Cloud Data Paper Steel Ocean Harbour Forest Metro Prime Atlas Delta".split(
  " ",
);
const trades = "Supplies Services Logistics Software Printing Catering Consulting Energy Media Foods".split(" ");
const forms = ["GmbH", "Ltd", "S.A.", "B.V.", "Inc.", "S.r.l."];

/** Writes flat JSON invoices, one a line, that look like a purchase ledger: some vendors often, most amounts small. */
export async function writeInvoiceLines(file: string, options: LinesOptions): Promise<void> {
  const random = seededRandom(options.seed);
  const stream = createWriteStream(file, { highWaterMark: 1 << 20 });
  const { count, vendors, days = 365, currencies = ["EUR", "USD", "GBP", "EUR", "CHF", "SEK"] } = options;
  const vatNumber = options.vatNumber ?? germanVatNumber;
  for (let index = 0; index < count; index += 1) {
    const vendor = Math.floor(random() ** 2 * vendors);
    const amount = Math.exp(4 + random() * 6);
    const line = JSON.stringify({
      invoice_id: `INV-${2026}-${String(index).padStart(7, "0")}`,
      vendor: vendorName(vendor),
      amount: Math.round(amount * 100) / 100,
      currency: currencies[vendor % currencies.length],
      vat_number: vatNumber(vendor),
      date: new Date(Date.UTC(2025, 8, 1) + Math.floor(random() * days) * dayMs).toISOString().slice(0, 10),
    });
    if (!stream.write(`${line}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

export function vendorName(vendor: number): string {
  const word = words[vendor % words.length];
  const trade = trades[Math.floor(vendor / words.length) % trades.length];
  const form = forms[vendor % forms.length];
  return `${word} ${trade} ${vendor} ${form}`;
}

/** German numbers with right check digits (ISO 7064, MOD 11,10), but for one vendor in ten. */
export function germanVatNumber(vendor: number): string {
  const digits = String(10_000_000 + vendor * 7919).slice(0, 8);
  let product = 10;
  for (const digit of digits) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  const check = (11 - product) % 10;
  return `DE${digits}${vendor % 10 === 9 ? (check + 1) % 10 : check}`;
}
