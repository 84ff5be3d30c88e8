import type { VendorMemory } from "@tidegate/invoices";

type Figures = readonly [
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
  const figures: Figures = [documents, amounts, meanAmount, spread, roundShare, currencies, accounts];
  return JSON.stringify(figures);
}

export function readVendor(text: string | null): VendorMemory | null {
  if (text === null) return null;
  const [documents, amounts, meanAmount, spread, roundShare, currencies, accounts] = JSON.parse(text) as Figures;
  return { documents, amounts, meanAmount, spread, roundShare, currencies, accounts };
}
