import type { Invoice } from "../model/invoice.js";

/** Where EN 16931 is in use: the EEA, Switzerland, the United Kingdom and Serbia, by ISO 3166-1 code or VAT prefix. */
const users = new Set(
  "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO RS SE SI SK XI".split(" "),
);

/**
 * Whether a document is bound by the rules of EN 16931 for content, categories, decimals and codes: UBL and CII whose
 * specification identifier (BT-24) names the standard, or is missing. Extensions of it, which call themselves
 * `conformant`, may break its rules; OIOUBL, UBL-TR, ZATCA, PINT, FatturaPA and ZUGFeRD 1 have others, and so have the
 * sellers of other continents who cite it. The arithmetic of the totals is common to all.
 */
export function followsEn16931({ source: { syntax, profile }, seller }: Invoice): boolean {
  if (syntax !== "ubl" && syntax !== "cii" && syntax !== "pdf") return false;
  if (seller.country !== null && !users.has(seller.country)) return false;
  return profile === null || (/en16931|factur-x|zugferd/i.test(profile) && !/conformant|extended/i.test(profile));
}

/** Factur-X EXTENDED and XRechnung's extension nest lines (groups, details), so that their sum counts amounts twice. */
export function nestsLines({ source: { profile } }: Invoice): boolean {
  return profile !== null && /(?:factur-x|ferd)\S*:extended$|kosit:extension/i.test(profile);
}

/** Factur-X profiles that carry no lines, and so no sums over them. */
export function carriesNoLines({ source: { profile } }: Invoice): boolean {
  return profile !== null && /(?:minimum|basicwl)$/i.test(profile);
}

/** OIOUBL 2 writes the tax itself where others write the total without tax, so that BT-109 is not known there. */
export function statesTaxExclusive({ source: { profile } }: Invoice): boolean {
  return profile?.startsWith("OIOUBL-2") !== true;
}
