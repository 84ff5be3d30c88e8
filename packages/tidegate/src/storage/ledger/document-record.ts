import type { EarlierDocument, LedgerEntry, VendorMemory } from "@tidegate/invoices";
import { toVendor, type VendorFigures } from "./recalled-vendor.js";

/** A document of the ledger, as far as recalling needs it. */
export interface KnownDocument {
  readonly document: EarlierDocument;
  readonly recalledVendor: VendorMemory | null;
}

/** Fields in a fixed order: without their names, a record is half as long and written in half the time. */
type DocumentRecord = readonly [
  sequence: number,
  documentKey: string,
  file: string,
  position: number,
  type: EarlierDocument["type"],
  number: string | null,
  numberKey: string | null,
  vendorKey: string | null,
  nameKey: string | null,
  vendorName: string | null,
  issueDate: string | null,
  currency: string | null,
  payable: string | null,
];

/** A document as a line of the document log, with what was known of its vendor as `writeVendor` gives it. */
export function writeRecord(sequence: number, entry: LedgerEntry, recalledVendor: string | null): string {
  const record: DocumentRecord = [
    sequence,
    entry.documentKey,
    entry.file,
    entry.position,
    entry.type,
    entry.number,
    entry.numberKey,
    entry.vendorKey,
    entry.nameKey,
    entry.vendorName,
    entry.issueDate,
    entry.currency,
    entry.payable,
  ];
  return `[${JSON.stringify(record)},${recalledVendor}]`;
}

/** Reads a line of the document log; `null` for anything but the record of this document. */
export function readRecord(line: string | null, expected: number): KnownDocument | null {
  const [record, vendor] = line === null ? [] : parse(line);
  if (record === undefined || record[0] !== expected) return null;
  const [, documentKey, file, position, type, number, numberKey, vendorKey, nameKey, ...others] = record;
  const [vendorName, issueDate, currency, payable] = others;
  return {
    document: {
      documentKey,
      file,
      position,
      type,
      number,
      numberKey,
      vendorKey,
      nameKey,
      vendorName,
      issueDate,
      currency,
      payable,
    },
    recalledVendor: toVendor(vendor ?? null),
  };
}

function parse(line: string): readonly [record?: DocumentRecord, vendor?: VendorFigures | null] {
  try {
    const parsed: unknown = JSON.parse(line);
    return Array.isArray(parsed) && Array.isArray(parsed[0]) && parsed.length === 2 ? (parsed as never) : [];
  } catch {
    return [];
  }
}
