import { luhnSum } from "./check-digits.js";
import type { NationalRule } from "./rule.js";

/** Offices beyond the hundred provinces: foreign and special taxpayers. */
const specialOffices = new Set([120, 121, 888, 999]);

/**
 * Italy: seven digits that count an office's taxpayers from 1, three of the office, and a Luhn check digit (Agenzia delle
 * Entrate, D.M. 23 dicembre 1976; VIES check digit rules, IT).
 */
export const italy: NationalRule = {
  structure: /^(?!0{7})\d{11}$/,
  fault: (body) => {
    const office = Number(body.slice(7, 10));
    if ((office < 1 || office > 100) && !specialOffices.has(office)) return "format";
    return luhnSum(body) % 10 === 0 ? null : "checksum";
  },
};
