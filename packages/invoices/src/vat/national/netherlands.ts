import { remainderOf97, weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

/**
 * Netherlands: nine digits, B and a suffix from 01. The digits hold the eleven test of a citizen's or company's number,
 * or, for sole traders since 2020, the whole holds modulo 97 (Belastingdienst, "Nieuw btw-identificatienummer"). Leading
 * zeros are often dropped: 4495445B01 stands for 004495445B01.
 */
export const netherlands: NationalRule = {
  structure: /^\d{9}B(?!00)\d\d$/,
  complete: (body) => (/^\d{7,8}B\d\d$/.test(body) ? body.padStart(12, "0") : body),
  fault: checksumFault(
    (body) => weightedSum(body, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || remainderOf97(`NL${body}`) === 1,
  ),
};
