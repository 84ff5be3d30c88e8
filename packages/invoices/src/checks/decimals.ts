import type { DecimalString, Invoice, Totals } from "../model/invoice.js";
import type { Report } from "./report.js";

const allowedDecimals = 2;

const totalRules: readonly (readonly [string, keyof Totals])[] = [
  ["BR-DEC-09", "lineNet"],
  ["BR-DEC-10", "allowances"],
  ["BR-DEC-11", "charges"],
  ["BR-DEC-12", "taxExclusive"],
  ["BR-DEC-13", "tax"],
  ["BR-DEC-14", "taxInclusive"],
  ["BR-DEC-15", "taxInTaxCurrency"],
  ["BR-DEC-16", "prepaid"],
  ["BR-DEC-17", "rounding"],
  ["BR-DEC-18", "payable"],
];

/** EN 16931-1, 6.4.3.1, BR-DEC-01 to BR-DEC-28: amounts have two decimals at most; prices and quantities may have more. */
export function checkDecimals({ totals, lines, allowanceCharges, taxBreakdown }: Invoice, report: Report): void {
  const check = (code: string, path: string, amount: DecimalString | null) => {
    if (amount === null || decimalsOf(amount) <= allowedDecimals) return;
    report(code, "warning", path, `${amount} has more than two decimals`);
  };
  for (const [code, name] of totalRules) check(code, `totals.${name}`, totals[name]);
  for (const [index, part] of allowanceCharges.entries()) {
    const [amountCode, baseCode] = part.kind === "allowance" ? ["BR-DEC-01", "BR-DEC-02"] : ["BR-DEC-05", "BR-DEC-06"];
    check(amountCode, `allowanceCharges[${index}].amount`, part.amount);
    check(baseCode, `allowanceCharges[${index}].baseAmount`, part.baseAmount);
  }
  for (const [index, row] of taxBreakdown.entries()) {
    check("BR-DEC-19", `taxBreakdown[${index}].taxable`, row.taxable);
    check("BR-DEC-20", `taxBreakdown[${index}].tax`, row.tax);
  }
  for (const [index, line] of lines.entries()) {
    check("BR-DEC-23", `lines[${index}].net`, line.net);
    for (const [place, part] of line.allowanceCharges.entries()) {
      const [amountCode, baseCode] =
        part.kind === "allowance" ? ["BR-DEC-24", "BR-DEC-25"] : ["BR-DEC-27", "BR-DEC-28"];
      check(amountCode, `lines[${index}].allowanceCharges[${place}].amount`, part.amount);
      check(baseCode, `lines[${index}].allowanceCharges[${place}].baseAmount`, part.baseAmount);
    }
  }
}

function decimalsOf(amount: DecimalString): number {
  const point = amount.indexOf(".");
  return point < 0 ? 0 : amount.length - point - 1;
}
