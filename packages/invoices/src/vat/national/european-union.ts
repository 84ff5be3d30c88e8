import { validate as austrian } from "stdnum/lib/cjs/at/uid.js";
import { validate as belgian } from "stdnum/lib/cjs/be/vat.js";
import { validate as cypriot } from "stdnum/lib/cjs/cy/vat.js";
import { validate as german } from "stdnum/lib/cjs/de/vat.js";
import { validate as danish } from "stdnum/lib/cjs/dk/cvr.js";
import { validate as estonian } from "stdnum/lib/cjs/ee/kmkr.js";
import { validate as spanish } from "stdnum/lib/cjs/es/nif.js";
import { validate as finnish } from "stdnum/lib/cjs/fi/alv.js";
import { validate as french } from "stdnum/lib/cjs/fr/tva.js";
import { validate as greek } from "stdnum/lib/cjs/gr/vat.js";
import { validate as croatian } from "stdnum/lib/cjs/hr/oib.js";
import { validate as hungarian } from "stdnum/lib/cjs/hu/anum.js";
import { validate as irish } from "stdnum/lib/cjs/ie/vat.js";
import { validate as italian } from "stdnum/lib/cjs/it/iva.js";
import { validate as lithuanian } from "stdnum/lib/cjs/lt/pvm.js";
import { validate as luxembourgish } from "stdnum/lib/cjs/lu/tva.js";
import { validate as maltese } from "stdnum/lib/cjs/mt/vat.js";
import { validate as dutch } from "stdnum/lib/cjs/nl/btw.js";
import { validate as polish } from "stdnum/lib/cjs/pl/nip.js";
import { validate as portuguese } from "stdnum/lib/cjs/pt/nif.js";
import { validate as swedish } from "stdnum/lib/cjs/se/vat.js";
import { bulgaria } from "./bulgaria.js";
import { czechia } from "./czechia.js";
import { latvia } from "./latvia.js";
import { romania } from "./romania.js";
import { faultOf, type NationalRule } from "./rule.js";
import { slovakia } from "./slovakia.js";
import { slovenia } from "./slovenia.js";

/**
 * The 27 member states by VAT prefix. Where a structure is narrower than stdnum 1.12.0 its source stands beside it;
 * where check digits differ the country has a file of its own.
 */
export const europeanUnion: Readonly<Record<string, NationalRule>> = {
  AT: { structure: /^U\d{8}$/, fault: faultOf(austrian) },
  // Crossroads Bank for Enterprises: ten digits since 2007, beginning with 0 or, since 2023, 1.
  BE: { structure: /^[01]\d{9}$/, complete: withLeadingZero(9), fault: faultOf(belgian) },
  BG: bulgaria,
  // VIES check digit rules, CY: no number begins with 12.
  CY: { structure: /^(?!12)\d{8}[A-Z]$/, fault: faultOf(cypriot) },
  CZ: czechia,
  // Bundeszentralamt für Steuern: the first digit is not 0.
  DE: { structure: /^[1-9]\d{8}$/, fault: faultOf(german) },
  // Erhvervsstyrelsen: CVR numbers begin at 10000000.
  DK: { structure: /^[1-9]\d{7}$/, fault: faultOf(danish) },
  EE: { structure: /^\d{9}$/, fault: faultOf(estonian) },
  // AADE: numbers of eight digits were given a leading 0.
  EL: { structure: /^\d{9}$/, complete: withLeadingZero(8), fault: faultOf(greek) },
  ES: { structure: /^(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/, fault: faultOf(spanish) },
  FI: { structure: /^\d{8}$/, fault: faultOf(finnish) },
  FR: { structure: /^[A-HJ-NP-Z\d]{2}\d{9}$/, fault: faultOf(french) },
  HR: { structure: /^\d{11}$/, fault: faultOf(croatian) },
  HU: { structure: /^\d{8}$/, fault: faultOf(hungarian) },
  IE: { structure: /^(?:\d{7}[A-W]{1,2}|\d[A-Z+*]\d{5}[A-W])$/, fault: faultOf(irish) },
  // Agenzia delle Entrate: the first seven digits count taxpayers of an office, from 1.
  IT: { structure: /^(?!0{7})\d{11}$/, fault: faultOf(italian) },
  LT: { structure: /^(?:\d{9}|\d{12})$/, fault: faultOf(lithuanian) },
  LU: { structure: /^\d{8}$/, fault: faultOf(luxembourgish) },
  LV: latvia,
  // VIES check digit rules, MT: the first six digits are above 100000.
  MT: { structure: /^[1-9]\d{7}$/, fault: faultOf(maltese) },
  // Belastingdienst: the two digits after B run from 01 to 99.
  NL: { structure: /^\d{9}B(?!00)\d\d$/, complete: completeDutch, fault: faultOf(dutch) },
  PL: { structure: /^\d{10}$/, fault: faultOf(polish) },
  PT: { structure: /^[1-9]\d{8}$/, fault: faultOf(portuguese) },
  RO: romania,
  SE: { structure: /^\d{10}01$/, fault: faultOf(swedish) },
  SI: slovenia,
  SK: slovakia,
};

/** Older numbers are one digit shorter. */
function withLeadingZero(length: number): (body: string) => string {
  return (body) => (body.length === length ? `0${body}` : body);
}

/** Leading zeros are often dropped: 4495445B01 stands for 004495445B01. */
function completeDutch(body: string): string {
  return /^\d{7,8}B\d\d$/.test(body) ? body.padStart(12, "0") : body;
}
