import { maskAccount, type Recommendation, type VendorInsight } from "@tidegate/invoices";
import { printable } from "../printable.js";
import { amountsLine, labelled, percent, recommendationLines, riskLine } from "./lines.js";

/** A vendor on a screen; accounts only so far that they can be recognised. */
export function vendorText(
  vendor: VendorInsight,
  baseCurrency: string,
  recommendations: readonly Recommendation[],
): string {
  const { name, aliases, amounts, amountsByCurrency, lastThirtyDays: recent } = vendor;
  const rows: [string, string][] = [
    ["vendor", `${printable(name ?? "unnamed")} (${vendor.vendorKey})`],
    ["documents", `${vendor.documents}, ${vendor.creditNotes} of them credit notes; ${vendor.reviewed} went to review`],
    [`amounts in ${baseCurrency}`, amountsLine(amounts)],
    ...Object.entries(amountsByCurrency).map(([code, summary]): [string, string] => [
      `amounts in ${code}`,
      amountsLine(summary),
    ]),
    ["accounts", vendor.accounts.map(maskAccount).join(", ") || "none"],
    ["risk", riskLine(vendor.risk)],
    ["seen", `first ${vendor.firstSeen}, last ${vendor.lastSeen}`],
    ["last 30 days", `${recent.documents} documents, ${recent.total} ${baseCurrency}`],
    ["confidence", percent(vendor.confidence)],
  ];
  // Two rows would say the same where every amount is in the base currency.
  const distinct = rows.filter(([label], index) => rows.findIndex(([other]) => other === label) === index);
  if (aliases.length > 0) distinct.splice(1, 0, ["also as", aliases.map((alias) => printable(alias)).join("; ")]);
  return `${labelled(distinct)}${recommendationLines(recommendations)}\n`;
}
