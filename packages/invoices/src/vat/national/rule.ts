import { InvalidChecksum } from "stdnum/lib/cjs/exceptions.js";
import type { ValidateReturn } from "stdnum/lib/cjs/types.js";

/** What is wrong with a number by its country's own rules, or `null` where nothing is. */
export type Fault = "format" | "checksum" | null;

/** How the VAT numbers of one country look. `body` is always what follows the country prefix, without separators. */
export interface NationalRule {
  /** The structure, after the Commission's VIES FAQ, question 11, and the national authority. */
  readonly structure: RegExp;
  /** Brings an older or shorter writing into the structure, such as Belgium's nine digits. */
  readonly complete?: (body: string) => string;
  /** Dates, regions and check digits; asked only where the structure holds. */
  readonly fault: (body: string) => Fault;
}

/** What a stdnum validator says, in our two words: parts and lengths are format, check digits are checksum. */
export function faultOf(validate: (number: string) => ValidateReturn): (body: string) => Fault {
  return (body) => {
    const result = validate(body);
    if (result.isValid) return null;
    return result.error instanceof InvalidChecksum ? "checksum" : "format";
  };
}

/** A rule of ours that only computes check digits. */
export function checksumFault(holds: (body: string) => boolean): (body: string) => Fault {
  return (body) => (holds(body) ? null : "checksum");
}

/** Sum of digit times weight over the weights' length. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let total = 0;
  for (const [index, weight] of weights.entries()) total += weight * (digits.charCodeAt(index) - 48);
  return total;
}
