import type { Invoice } from "../model/invoice.js";
import { isCurrency } from "../money/currencies.js";
import { isCountry, isMemberState } from "./country-codes.js";
import type { Report } from "./report.js";
import { isTaxCategory } from "./tax-categories.js";

/** UNTDID 1001 as EN 16931 allows it for invoices and credit notes (BR-CL-01). */
const documentTypes = new Set(
  (
    "71 80 81 82 83 84 102 218 219 261 262 296 308 325 326 331 380 381 382 383 384 385 386 387 388 389 390 393 394 395 " +
    "396 420 456 457 458 471 472 473 500 501 502 503 527 532 553 575 623 633 751 780 817 870 875 876 877 935"
  ).split(" "),
);

/** CURRENCY-UNKNOWN, for documents of every kind: without a currency that exists no amount means anything. */
export function checkCurrency({ currency, taxCurrency }: Invoice, report: Report): void {
  if (currency !== null && !isCurrency(currency)) unknownCurrency(report, "currency", currency);
  if (taxCurrency !== null && !isCurrency(taxCurrency)) unknownCurrency(report, "taxCurrency", taxCurrency);
}

/** EN 16931 code lists: document type, countries, VAT categories; and the country prefix of VAT identifiers. */
export function checkCodes(invoice: Invoice, report: Report): void {
  const { typeCode, seller, buyer } = invoice;
  if (typeCode !== null && !documentTypes.has(typeCode)) {
    report("BR-CL-01", "warning", "typeCode", `${quote(typeCode)} is no document type of UNTDID 1001`);
  }
  for (const [name, party] of [
    ["seller", seller],
    ["buyer", buyer],
  ] as const) {
    if (party.country !== null && !isCountry(party.country)) {
      report("BR-CL-14", "warning", `${name}.country`, `${quote(party.country)} is no country code of ISO 3166-1`);
    }
    // Article 215 of directive 2006/112/EC, so that only numbers of member states have a prefix.
    if (
      party.vatId !== null &&
      isMemberState(party.country) &&
      !isCountry(party.vatId.slice(0, 2)) &&
      !party.vatId.startsWith("EL")
    ) {
      report("BR-CO-09", "warning", `${name}.vatId`, `${quote(party.vatId)} does not begin with a country code`);
    }
  }
  const checkCategory = (code: string, path: string, category: string | null) => {
    if (category !== null && !isTaxCategory(category)) {
      report(code, "warning", path, `${quote(category)} is no VAT category of UNTDID 5305`);
    }
  };
  for (const [index, row] of invoice.taxBreakdown.entries())
    checkCategory("BR-CL-17", `taxBreakdown[${index}].category`, row.category);
  for (const [index, line] of invoice.lines.entries())
    checkCategory("BR-CL-18", `lines[${index}].taxCategory`, line.taxCategory);
}

function unknownCurrency(report: Report, path: string, code: string): void {
  report("CURRENCY-UNKNOWN", "error", path, `${quote(code)} is no currency; give an ISO 4217 code, such as EUR`);
}

function quote(text: string): string {
  return `"${text.slice(0, 20)}"`;
}
