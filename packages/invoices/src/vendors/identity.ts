import type { Seller } from "../model/invoice.js";
import { checkVatNumber } from "../vat/check.js";
import { vendorNameKey } from "./normalise-name.js";

export interface VendorIdentity {
  /** `vat:DE136695976` where the VAT number is a possible one, else the name's key; `null` for an unnamed seller. */
  readonly vendorKey: string | null;
  /** `name:acme`, so that a vendor is recognised whose VAT number is missing once. */
  readonly nameKey: string | null;
}

/**
 * Who the seller is, for memory. A VAT number counts only where its check digits hold: a mistyped or invented one would
 * make a new vendor of a known one.
 */
export function vendorIdentity({ name, tradingName, vatId, country }: Seller): VendorIdentity {
  const key = vendorNameKey(name ?? "") ?? vendorNameKey(tradingName ?? "");
  const nameKey = key === null ? null : `name:${key}`;
  const check = vatId === null ? null : checkVatNumber(vatId, country);
  return { vendorKey: check?.checksum === true ? `vat:${check.number}` : nameKey, nameKey };
}
