import type { VendorMemory } from "@tidegate/invoices";

/** `VendorMemory` without its names. */
export type VendorFigures = readonly [
  documents: number,
  amounts: number,
  meanAmount: number | null,
  spread: number | null,
  roundShare: number | null,
  currencies: readonly string[],
  accounts: readonly string[],
];

/** What was known of a vendor, as compact text: only ever read back whole. */
export function writeVendor(vendor: VendorMemory | null): string | null {
  if (vendor === null) return null;
  const { documents, amounts, meanAmount, spread, roundShare, currencies, accounts } = vendor;
  const figures: VendorFigures = [documents, amounts, meanAmount, spread, roundShare, currencies, accounts];
  return JSON.stringify(figures);
}

export function readVendor(text: string | null): VendorMemory | null {
  return toVendor(text === null ? null : (JSON.parse(text) as VendorFigures));
}

export function toVendor(figures: VendorFigures | null): VendorMemory | null {
  if (figures === null) return null;
  const [documents, amounts, meanAmount, spread, roundShare, currencies, accounts] = figures;
  return { documents, amounts, meanAmount, spread, roundShare, currencies, accounts };
}
