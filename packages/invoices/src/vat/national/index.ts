import { europeanUnion } from "./european-union.js";
import { norway } from "./norway.js";
import type { NationalRule } from "./rule.js";
import { switzerland } from "./switzerland.js";
import { unitedKingdom } from "./united-kingdom.js";

const rules = new Map<string, NationalRule>([
  ...Object.entries(europeanUnion),
  ["CH", switzerland],
  ["GB", unitedKingdom],
  ["NO", norway],
  ["XI", unitedKingdom],
]);

/** The rule behind a VAT prefix (`EL` for Greece, `XI` for Northern Ireland), or `null` where none is known. */
export function nationalRule(country: string): NationalRule | null {
  return rules.get(country) ?? null;
}
