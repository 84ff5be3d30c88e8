import { validate as andorran } from "stdnum/lib/cjs/ad/nrt.js";
import { validate as albanian } from "stdnum/lib/cjs/al/nipt.js";
import { validate as argentinian } from "stdnum/lib/cjs/ar/cuit.js";
import { validate as australian } from "stdnum/lib/cjs/au/abn.js";
import { validate as chilean } from "stdnum/lib/cjs/cl/rut.js";
import { validate as colombian } from "stdnum/lib/cjs/co/nit.js";
import { validate as indian } from "stdnum/lib/cjs/in/gstin.js";
import { validate as icelandic } from "stdnum/lib/cjs/is/vsk.js";
import { validate as monegasque } from "stdnum/lib/cjs/mc/tva.js";
import { validate as montenegrin } from "stdnum/lib/cjs/me/pib.js";
import { validate as macedonian } from "stdnum/lib/cjs/mk/edb.js";
import { validate as mexican } from "stdnum/lib/cjs/mx/rfc.js";
import { validate as newZealander } from "stdnum/lib/cjs/nz/ird.js";
import { validate as peruvian } from "stdnum/lib/cjs/pe/ruc.js";
import { validate as serbian } from "stdnum/lib/cjs/rs/pib.js";
import { validate as sanMarinese } from "stdnum/lib/cjs/sm/coe.js";
import { validate as turkishPerson } from "stdnum/lib/cjs/tr/tckimlik.js";
import { validate as turkish } from "stdnum/lib/cjs/tr/vkn.js";
import type { ValidateReturn } from "stdnum/lib/cjs/types.js";
import { validate as southAfrican } from "stdnum/lib/cjs/za/vat.js";
import { faultOf, type NationalRule } from "./rule.js";

/**
 * Countries without a registry to ask, as far as stdnum knows the number that stands on an invoice there. Left out are
 * those where several kinds of numbers serve (Singapore, Malaysia, Japan, Ukraine, Brazil since its numbers hold
 * letters): a number that fails one kind is not proved wrong.
 */
export const elsewhere: Readonly<Record<string, NationalRule>> = {
  AD: known(andorran),
  AL: known(albanian),
  AR: known(argentinian),
  AU: known(australian),
  CL: known(chilean),
  CO: known(colombian),
  IN: known(indian),
  IS: known(icelandic),
  MC: known(monegasque),
  ME: known(montenegrin),
  MK: known(macedonian),
  MX: known(mexican),
  NZ: known(newZealander),
  PE: known(peruvian),
  RS: known(serbian),
  SM: known(sanMarinese),
  TR: known((number) => (number.length === 11 ? turkishPerson(number) : turkish(number))),
  ZA: known(southAfrican),
};

function known(validate: (number: string) => ValidateReturn): NationalRule {
  return { structure: /^[A-Z\d&Ñ]{2,15}$/, fault: faultOf(validate) };
}
