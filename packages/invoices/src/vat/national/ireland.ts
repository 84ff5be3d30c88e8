import { weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

const alphabet = "WABCDEFGHIJKLMNOPQRSTUV";

/**
 * Ireland: seven digits, a check letter and, since 2013, a second letter that counts nine times; the old form has a
 * letter, + or * in second place, and its first digit counts last (Revenue, TDM 02-01-13; VIES check digit rules, IE).
 */
export const ireland: NationalRule = {
  structure: /^(?:\d{7}[A-W]{1,2}|\d[A-Z+*]\d{5}[A-W])$/,
  fault: checksumFault((body) => {
    const isOld = !/^\d{7}/.test(body);
    const digits = isOld ? `0${body.slice(2, 7)}${body.charAt(0)}` : body.slice(0, 7);
    const second = body.length === 9 ? alphabet.indexOf(body.charAt(8)) : 0;
    return alphabet.charAt((weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23) === body.charAt(7);
  }),
};
