import { digitAt } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Lithuania: 9 digits, or 12 for those registered for a time; the last but one is 1. Weights run from 1 to 9 over and
 * over, and from 3 where that gives 10 (VMI; VIES check digit rules, LT).
 */
export const lithuania: NationalRule = {
  structure: /^(?:\d{7}|\d{10})1\d$/,
  fault: checksumFault((body) => {
    const first = cyclicSum(body, 0) % 11;
    const check = first === 10 ? cyclicSum(body, 2) % 11 : first;
    return check % 10 === digitAt(body, body.length - 1);
  }),
};

function cyclicSum(body: string, start: number): number {
  let total = 0;
  for (let index = 0; index < body.length - 1; index++) total += (1 + ((index + start) % 9)) * digitAt(body, index);
  return total;
}
