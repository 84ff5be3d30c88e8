import { digitAt, luhnSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Austria: U, seven digits summed as by Luhn, and the digit that brings sum and 4 to a multiple of 10 (BMF,
 * "Konstruktionsregeln der UID"; VIES check digit rules, AT).
 */
export const austria: NationalRule = {
  structure: /^U\d{8}$/,
  fault: checksumFault((body) => (luhnSum(body.slice(1, 8)) + 4 + digitAt(body, 8)) % 10 === 0),
};
