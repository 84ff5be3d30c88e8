import Big from "big.js";
import type { Invoice, InvoiceLine } from "../model/invoice.js";
import { decimal, sum } from "../money/decimal.js";
import type { Report } from "./report.js";

/** The slack of Peppol BIS Billing 3.0, rule PEPPOL-EN16931-R120. */
const slack = new Big("0.02");
const leastPriceDecimals = 2;
const hundred = new Big(100);

/**
 * LINE-NET: quantity times price per base quantity, plus charges, less allowances, is the line's net amount. A printed
 * price is itself rounded, so that the net may also differ by half a unit of the price's last decimal for each unit
 * sold. A warning only, since EN 16931 has no such rule and its own examples break it. Not judged where a part is missing,
 * nor with FatturaPA's discounts, which are per unit or in cascade.
 */
export function checkLines({ lines, source: { syntax } }: Invoice, report: Report): void {
  for (const [index, line] of lines.entries()) {
    if (syntax === "fatturapa" && line.allowanceCharges.length > 0) continue;
    const price = decimal(line.unitPrice);
    const net = decimal(line.net);
    const quantity = pricedQuantity(line);
    const adjustment = adjustmentOf(line);
    if (price === null || net === null || quantity === null || adjustment === null) continue;
    const computed = quantity.times(price).plus(adjustment);
    if (computed.minus(net).abs().lte(toleranceOf(line, quantity))) continue;
    report(
      "LINE-NET",
      "warning",
      `lines[${index}].net`,
      `quantity times price, charges and allowances give ${computed.toFixed(2)}, the line states ${line.net}`,
    );
  }
}

function pricedQuantity({ quantity, priceBaseQuantity }: InvoiceLine): Big | null {
  const sold = decimal(quantity);
  if (sold === null || priceBaseQuantity === null) return sold;
  const base = decimal(priceBaseQuantity);
  return base === null || base.eq(0) ? null : sold.div(base);
}

function adjustmentOf({ allowanceCharges }: InvoiceLine): Big | null {
  if (allowanceCharges.length === 0) return new Big(0);
  const charges = sum(allowanceCharges.filter(({ kind }) => kind === "charge").map(({ amount }) => amount));
  const allowances = sum(allowanceCharges.filter(({ kind }) => kind === "allowance").map(({ amount }) => amount));
  return charges === null || allowances === null ? null : charges.minus(allowances);
}

function toleranceOf({ unitPrice }: InvoiceLine, quantity: Big): Big {
  const decimals = Math.max(unitPrice?.split(".")[1]?.length ?? 0, leastPriceDecimals);
  const rounding = quantity
    .abs()
    .div(hundred.times(2))
    .div(new Big(10).pow(decimals - leastPriceDecimals));
  return rounding.gt(slack) ? rounding : slack;
}
