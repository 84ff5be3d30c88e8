import { validate as validateVatNumber } from "stdnum/lib/cjs/gb/vat.js";
import { faultOf, type NationalRule } from "./rule.js";

/**
 * United Kingdom and, with the prefix XI, Northern Ireland: 9 digits by modulus 97 or, since November 2009, 9755; 12
 * with a branch; GD000 to GD499 for government, HA500 to HA999 for health authorities, both also in their long form
 * (HMRC notice 700, VATREC; VIES FAQ). Numbers from 01 to 09 belong to HMRC's schemes outside VAT and those from 00 to
 * the Isle of Man; no number is all zeros. stdnum 1.12.0 takes any two letters for GD and HA.
 */
export const unitedKingdom: NationalRule = {
  structure:
    /^(?:(?!0[1-9]|0{9})\d{9}(?:\d{3})?|GD(?:8888)?[0-4]\d\d(?:(?<=8888\d{3})\d\d)?|HA(?:8888)?[5-9]\d\d(?:(?<=8888\d{3})\d\d)?)$/,
  fault: faultOf(validateVatNumber),
};
