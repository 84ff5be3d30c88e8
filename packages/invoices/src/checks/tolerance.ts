import Big from "big.js";

/** Sums are rounded to two decimals before they are compared (EN 16931-1, 6.4.3): half a cent either way. */
const halfCent = new Big("0.005");
/** CEN's validation artefacts let tax and taxable amounts of a rate differ by less than one unit. */
const oneUnit = new Big(1);

export function agrees(left: Big, right: Big): boolean {
  return left.eq(right) || left.minus(right).abs().lte(halfCent);
}

export function agreesWithinOneUnit(left: Big, right: Big): boolean {
  return left.minus(right).abs().lt(oneUnit);
}
