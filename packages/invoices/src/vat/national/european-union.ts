import { austria } from "./austria.js";
import { bulgaria } from "./bulgaria.js";
import { digitAt, holdsMod11And10, luhnSum, weightedSum } from "./check-digits.js";
import { cyprus } from "./cyprus.js";
import { czechia } from "./czechia.js";
import { france } from "./france.js";
import { ireland } from "./ireland.js";
import { italy } from "./italy.js";
import { latvia } from "./latvia.js";
import { lithuania } from "./lithuania.js";
import { netherlands } from "./netherlands.js";
import { romania } from "./romania.js";
import { checksumFault, type NationalRule } from "./rule.js";
import { slovakia } from "./slovakia.js";
import { slovenia } from "./slovenia.js";
import { spain } from "./spain.js";

/**
 * The 27 member states by VAT prefix, after the VIES FAQ (question 11) and the check digit rules that the member states
 * gave the Commission; where the structure is narrower, its source stands beside it.
 */
export const europeanUnion: Readonly<Record<string, NationalRule>> = {
  AT: austria,
  // Crossroads Bank for Enterprises: ten digits since 2007, beginning with 0 or, since 2023, 1.
  BE: {
    structure: /^[01]\d{9}$/,
    complete: withLeadingZero(9),
    fault: checksumFault((body) => 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8))),
  },
  BG: bulgaria,
  CY: cyprus,
  CZ: czechia,
  // Bundeszentralamt für Steuern: the first digit is not 0.
  DE: { structure: /^[1-9]\d{8}$/, fault: checksumFault(holdsMod11And10) },
  // Erhvervsstyrelsen: CVR numbers begin at 10000000.
  DK: weighted(/^[1-9]\d{7}$/, [2, 7, 6, 5, 4, 3, 2, 1], 11),
  EE: weighted(/^\d{9}$/, [3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
  // AADE: numbers of eight digits were given a leading 0.
  EL: {
    structure: /^\d{9}$/,
    complete: withLeadingZero(8),
    fault: checksumFault((body) => (weightedSum(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitAt(body, 8)),
  },
  ES: spain,
  FI: weighted(/^\d{8}$/, [7, 9, 10, 5, 8, 4, 2, 1], 11),
  FR: france,
  HR: { structure: /^\d{11}$/, fault: checksumFault(holdsMod11And10) },
  HU: weighted(/^\d{8}$/, [9, 7, 3, 1, 9, 7, 3, 1], 10),
  IE: ireland,
  IT: italy,
  LT: lithuania,
  LU: {
    structure: /^\d{8}$/,
    fault: checksumFault((body) => Number(body.slice(0, 6)) % 89 === Number(body.slice(6))),
  },
  LV: latvia,
  // VIES check digit rules: the first six digits are above 100000.
  MT: weighted(/^[1-9]\d{7}$/, [3, 4, 6, 7, 8, 9, 10, 1], 37),
  NL: netherlands,
  PL: weighted(/^\d{10}$/, [6, 5, 7, 2, 3, 4, 5, 6, 7, -1], 11),
  PT: {
    structure: /^[1-9]\d{8}$/,
    fault: checksumFault(
      (body) => ((11 - (weightedSum(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === digitAt(body, 8),
    ),
  },
  RO: romania,
  SE: { structure: /^\d{10}01$/, fault: checksumFault((body) => luhnSum(body.slice(0, 10)) % 10 === 0) },
  SI: slovenia,
  SK: slovakia,
};

/** A number whose weighted digits, the check digit with them, are a multiple of the modulus. */
function weighted(structure: RegExp, weights: readonly number[], modulus: number): NationalRule {
  return { structure, fault: checksumFault((body) => weightedSum(body, weights) % modulus === 0) };
}

/** Older numbers are one digit shorter. */
function withLeadingZero(length: number): (body: string) => string {
  return (body) => (body.length === length ? `0${body}` : body);
}
