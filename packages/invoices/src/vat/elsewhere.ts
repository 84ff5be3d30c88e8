import type { ValidateReturn } from "stdnum/lib/cjs/types.js";
import type { Fault } from "./national/rule.js";

interface Validator {
  readonly validate: (number: string) => ValidateReturn;
}

/**
 * Countries without a registry to ask, as far as stdnum knows the number that stands on an invoice there. Left out are
 * those where several kinds of numbers serve (Singapore, Malaysia, Japan, Ukraine, Brazil since its numbers hold
 * letters): a number that fails one kind is not proved wrong. Each module is loaded when it is needed: all of them, by
 * way of stdnum's index, take 130 ms.
 */
const validators = new Map<string, (digits: string) => Promise<Validator>>([
  ["AD", () => import("stdnum/lib/cjs/ad/nrt.js")],
  ["AL", () => import("stdnum/lib/cjs/al/nipt.js")],
  ["AR", () => import("stdnum/lib/cjs/ar/cuit.js")],
  ["AU", () => import("stdnum/lib/cjs/au/abn.js")],
  ["CL", () => import("stdnum/lib/cjs/cl/rut.js")],
  ["CO", () => import("stdnum/lib/cjs/co/nit.js")],
  ["IN", () => import("stdnum/lib/cjs/in/gstin.js")],
  ["IS", () => import("stdnum/lib/cjs/is/vsk.js")],
  ["MC", () => import("stdnum/lib/cjs/mc/tva.js")],
  ["ME", () => import("stdnum/lib/cjs/me/pib.js")],
  ["MK", () => import("stdnum/lib/cjs/mk/edb.js")],
  ["MX", () => import("stdnum/lib/cjs/mx/rfc.js")],
  ["NZ", () => import("stdnum/lib/cjs/nz/ird.js")],
  ["PE", () => import("stdnum/lib/cjs/pe/ruc.js")],
  ["RS", () => import("stdnum/lib/cjs/rs/pib.js")],
  ["SM", () => import("stdnum/lib/cjs/sm/coe.js")],
  [
    "TR",
    (digits) => (digits.length === 11 ? import("stdnum/lib/cjs/tr/tckimlik.js") : import("stdnum/lib/cjs/tr/vkn.js")),
  ],
  ["ZA", () => import("stdnum/lib/cjs/za/vat.js")],
]);

/** Whether `faultElsewhere` knows the country. */
export function isCountryElsewhere(country: string): boolean {
  return validators.has(country);
}

/** What is wrong with a number by stdnum; parts and lengths count as format. `null` also for a country it does not know. */
export async function faultElsewhere(country: string, digits: string): Promise<Fault> {
  const validator = await validators.get(country)?.(digits);
  const result = validator?.validate(digits);
  if (result === undefined || result.isValid) return null;
  return result.error.name === "InvalidChecksum" ? "checksum" : "format";
}
